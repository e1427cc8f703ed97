package io.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.distribution.Traffic.Answer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three times as many requests as can be served: who matters is served, and all capacity used. */
class OverloadIT {
  private static final int AT_A_TIME = 16;
  private static final int MILLIS = 20;
  private static final int CAPACITY = AT_A_TIME * 1000 / MILLIS; // requests a second, at best
  private static final int SECONDS = Integer.getInteger("sluice.overload.seconds", 8);

  @TempDir Path temp;

  @Test
  void criticalRequestsAreServedAndGoodputStaysAtCapacity() throws Exception {
    try (OriginProcess origin = new OriginProcess(AT_A_TIME)) {
      String config =
          """
          overload: { max_inflight: 64 }
          routes:
            - { id: pay, match: { path: { prefix: /pay } }, upstream: origin, class: critical }
            - { id: feed, match: { path: { prefix: /feed } }, upstream: origin, class: sheddable }
            - { id: rest, upstream: origin }
          upstreams:
            - { id: origin, targets: [ { address: "127.0.0.1:%d" } ] }
          """
              .formatted(origin.port());
      Launcher launcher = Launcher.built().with("SLUICE_JAVA_OPTS", "-XX:+UseSerialGC -Xmx128m");
      try (GatewayRun gateway = GatewayRun.start(temp, launcher, config)) {
        origin.delay(MILLIS);
        double capacity;
        try (Traffic alone = new Traffic(gateway.port(), "/rest", 2 * AT_A_TIME, 0)) {
          TimeUnit.SECONDS.sleep(3);
          capacity = served(alone, System.nanoTime() - TimeUnit.SECONDS.toNanos(2)) / 2;
        }
        double heapBefore = heap(gateway);
        try (Traffic critical = new Traffic(gateway.port(), "/pay", 32, CAPACITY * 6 / 10);
            Traffic rest = new Traffic(gateway.port(), "/rest", 64, CAPACITY * 15 / 10);
            Traffic feed = new Traffic(gateway.port(), "/feed", 32, CAPACITY * 9 / 10)) {
          TimeUnit.SECONDS.sleep(3);
          long from = System.nanoTime();
          TimeUnit.SECONDS.sleep(SECONDS);
          List<Answer> important = critical.since(from);
          double seconds = (System.nanoTime() - from) / 1e9;
          double offered =
              (important.size() + rest.since(from).size() + feed.since(from).size()) / seconds;
          double goodput =
              (served(critical, from) + served(rest, from) + served(feed, from)) / seconds;
          double success = served(critical, from) / important.size();
          Figure.tell("overload: capacity, requests/s", Math.round(capacity));
          Figure.tell("overload: offered, times capacity", rounded(offered / capacity));
          Figure.tell("overload: goodput, share of capacity", rounded(goodput / capacity));
          Figure.tell("overload: success of critical requests", rounded(success));
          Figure.tell("overload: success of default requests", share(rest, from));
          Figure.tell("overload: success of sheddable requests", share(feed, from));
          Figure.tell(
              "overload: p99 of critical requests, ms",
              Traffic.percentileMicros(important, 0.99) / 1000.0);
          Figure.tell("overload: heap before and after, MB", heapBefore + " " + heap(gateway));

          assertThat(success).isGreaterThan(0.99);
          assertThat(goodput).isGreaterThan(0.9 * capacity);
          assertThat(share(feed, from)).isLessThan(share(rest, from) + 0.01);
          assertThat(gateway.sample("sluice_inflight{")).isLessThanOrEqualTo(64);
          for (Traffic traffic : List.of(critical, rest, feed)) {
            assertThat(traffic.since(from))
                .allMatch(a -> a.status() == 200 || a.reason().equals("overloaded"));
          }
        }
        gateway.stop();
      }
    }
  }

  private static double served(Traffic traffic, long from) {
    return Traffic.count(traffic.since(from), answer -> answer.status() == 200);
  }

  private static double share(Traffic traffic, long from) {
    return rounded(served(traffic, from) / traffic.since(from).size());
  }

  private static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }

  private static double heap(GatewayRun gateway) throws Exception {
    return Math.round(gateway.sample("jvm_memory_used_bytes{area=\"heap\"") / 1e5) / 10.0;
  }
}
