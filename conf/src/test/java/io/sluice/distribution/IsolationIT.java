package io.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.distribution.Traffic.Answer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One of two origins begins to take two seconds: the other route does not notice. */
class IsolationIT {
  private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final int WINDOWS = Integer.getInteger("sluice.isolation.windows", 3);
  private static final String STATE = "sluice_breaker_state{route=\"sick\"";

  @TempDir Path temp;

  @Test
  void theOtherRouteKeepsItsLatencyAndTheBreakerOpensTriesAndCloses() throws Exception {
    try (OriginProcess well = new OriginProcess(64);
        OriginProcess sick = new OriginProcess(64)) {
      String config =
          """
          routes:
            - { id: well, match: { path: { prefix: /well } }, upstream: well }
            - id: sick
              match: { path: { prefix: /sick } }
              upstream: sick
              limits: { max_requests: 100 }
              filters:
                - { name: fallback, config: { direct_response: { status: 200, body: "instead" } } }
                - name: circuit_breaker
                  config:
                    slow_call_duration: 500ms
                    slow_call_rate_threshold: 50
                    window: 2s
                    open_duration: 3s
                    half_open_calls: 3
          upstreams:
            - { id: well, targets: [ { address: "127.0.0.1:%d" } ] }
            - { id: sick, targets: [ { address: "127.0.0.1:%d" } ] }
          """
              .formatted(well.port(), sick.port());
      Launcher launcher = Launcher.built().with("SLUICE_JAVA_OPTS", "-XX:+UseSerialGC -Xmx128m");
      try (GatewayRun gateway = GatewayRun.start(temp, launcher, config)) {
        well.delay(20);
        sick.delay(20);
        try (Traffic good = new Traffic(gateway.port(), "/well", 32, 400);
            Traffic bad = new Traffic(gateway.port(), "/sick", 32, 400)) {
          TimeUnit.SECONDS.sleep(4); // to be warm
          long before = p99(good);
          assertThat(gateway.sample(STATE)).isZero();

          sick.delay(2000);
          long turned = System.nanoTime();
          Figure.tell(
              "isolation: breaker open after ms, as metrics show",
              Patience.until("it opens", () -> gateway.sample(STATE) == 1));
          long during = p99(good);
          Figure.tell("isolation: p99 of the other route before, us", before);
          Figure.tell("isolation: p99 of the other route while one is slow, us", during);
          Figure.tell(
              "isolation: p99, while / before", Math.round(100.0 * during / before) / 100.0);
          Patience.until("it is tried", () -> gateway.sample(STATE) == 2);
          List<Answer> meanwhile = bad.since(turned);
          Figure.tell("isolation: answers of the sick route meanwhile", meanwhile.size());
          assertThat(meanwhile).allMatch(answer -> answer.status() == 200);
          assertThat(gateway.sample("sluice_fallback_total{")).isPositive();

          sick.delay(20);
          Figure.tell(
              "isolation: breaker closed after ms",
              Patience.until("it closes", () -> gateway.sample(STATE) == 0));
          long closed = System.nanoTime();
          Patience.until("the origin answers again", () -> bad.since(closed).size() > 100);
          assertThat(Traffic.count(good.since(0), answer -> answer.status() != 200)).isZero();
          assertThat(gateway.log()).contains("route sick");
        }
        gateway.stop();
      }
    }
  }

  /** The median of that of some windows. */
  private static long p99(Traffic traffic) throws InterruptedException {
    List<Long> all = new ArrayList<>();
    for (int i = 0; i < WINDOWS; i++) {
      long from = System.nanoTime();
      TimeUnit.NANOSECONDS.sleep(WINDOW_NANOS);
      all.add(Traffic.percentileMicros(traffic.since(from), 0.99));
    }
    return Traffic.median(all.stream().mapToLong(Long::longValue).toArray());
  }
}
