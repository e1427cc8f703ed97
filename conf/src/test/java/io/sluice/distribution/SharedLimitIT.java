package io.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.distribution.Traffic.Answer;
import io.sluice.ratelimit.redis.RedisServerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two gateways, one Redis, one limit: 500 a second of what comes. */
class SharedLimitIT {
  private static final int LIMIT = 500;
  private static final int SECONDS = Integer.getInteger("sluice.limit.seconds", 8);
  private static final int PER_SECOND = Integer.getInteger("sluice.limit.offered", 2000);
  private static final Launcher LAUNCHER =
      Launcher.built().with("SLUICE_JAVA_OPTS", "-XX:+UseSerialGC -Xmx128m");

  @TempDir Path temp;

  private static String config(RedisServerProcess redis, String mode, String onError) {
    return """
        redis: { uri: "redis://127.0.0.1:%d" }
        routes:
          - id: all
            direct_response: { body: "ok" }
            filters:
              - name: rate_limit
                config:
                  rate: %d/s
                  key: route
                  scope: redis
                  mode: %s
                  on_store_error: %s
        """
        .formatted(redis.port(), LIMIT, mode, onError);
  }

  private GatewayRun gateway(String name, String config) throws Exception {
    return GatewayRun.start(Files.createDirectories(temp.resolve(name)), LAUNCHER, config);
  }

  private static Traffic traffic(GatewayRun gateway) {
    return new Traffic(gateway.port(), "/", 24, PER_SECOND / 2);
  }

  private static long admitted(List<Answer> answers) {
    return Traffic.count(answers, answer -> answer.status() == 200);
  }

  @ParameterizedTest
  @CsvSource({"exact, 0.02", "lease, 0.03"})
  void togetherTheyAdmitWhatTheLimitSays(String mode, double tolerance) throws Exception {
    try (RedisServerProcess redis = RedisServerProcess.start();
        GatewayRun one = gateway("one", config(redis, mode, "deny"));
        GatewayRun two = gateway("two", config(redis, mode, "deny"));
        Traffic first = traffic(one);
        Traffic second = traffic(two)) {
      TimeUnit.SECONDS.sleep(3); // to be warm, and the burst of a second is spent
      long from = System.nanoTime();
      TimeUnit.SECONDS.sleep(SECONDS);
      long to = System.nanoTime();
      List<Answer> all = new ArrayList<>(first.between(from, to));
      all.addAll(second.between(from, to));
      double seconds = (to - from) / 1e9;
      double share = admitted(all) / seconds / LIMIT;
      Figure.tell("shared limit, " + mode + ": offered/s", Math.round(all.size() / seconds));
      Figure.tell("shared limit, " + mode + ": admitted, share of the limit", share);
      Figure.tell(
          "shared limit, " + mode + ": by the first of the two, share of what was admitted",
          (double) admitted(first.between(from, to)) / admitted(all));
      assertThat(share).isBetween(1 - tolerance, 1 + tolerance);
      assertThat(all).allMatch(a -> a.status() == 200 || a.reason().equals("rate_limited"));
      one.stop();
      two.stop();
    }
  }

  @Test
  void whenRedisDiesEachGoesOnByItselfAndReturnsToItByItself() throws Exception {
    try (RedisServerProcess redis = RedisServerProcess.start();
        GatewayRun one = gateway("one", config(redis, "exact", "local"));
        GatewayRun two = gateway("two", config(redis, "exact", "local"));
        Traffic first = traffic(one);
        Traffic second = traffic(two)) {
      TimeUnit.SECONDS.sleep(4);
      double late = one.lateTicks() + two.lateTicks();
      redis.kill();
      TimeUnit.SECONDS.sleep(1);
      long from = System.nanoTime();
      TimeUnit.SECONDS.sleep(4);
      double seconds = (System.nanoTime() - from) / 1e9;
      double each = admitted(first.since(from)) / seconds / LIMIT;
      Figure.tell("Redis dead, local: admitted by one, share of the limit", each);
      assertThat(each).isBetween(0.95, 1.05);
      assertThat(admitted(second.since(from)) / seconds / LIMIT).isBetween(0.95, 1.05);
      for (GatewayRun gateway : List.of(one, two)) {
        assertThat(gateway.sample("sluice_ratelimit_store_up")).isZero();
      }
      Figure.tell(
          "Redis dead: ticks of event loops over 25 ms late, of some "
              + Math.round(2 * 2 * 100 * (seconds + 1)),
          one.lateTicks() + two.lateTicks() - late);

      redis.restart();
      long up = System.nanoTime();
      Patience.until(
          "both are back",
          () ->
              one.sample("sluice_ratelimit_store_up") + two.sample("sluice_ratelimit_store_up")
                  == 2);
      Figure.tell("Redis back: seen after ms", (System.nanoTime() - up) / 1_000_000);
      TimeUnit.SECONDS.sleep(1);
      long again = System.nanoTime();
      TimeUnit.SECONDS.sleep(4);
      seconds = (System.nanoTime() - again) / 1e9;
      double both = (admitted(first.since(again)) + admitted(second.since(again))) / seconds;
      Figure.tell("Redis back: admitted, share of the limit", both / LIMIT);
      assertThat(both / LIMIT).isBetween(0.95, 1.05);
      assertThat(first.since(0))
          .allMatch(a -> a.status() == 200 || a.reason().equals("rate_limited"));
      one.stop();
      two.stop();
    }
  }
}
