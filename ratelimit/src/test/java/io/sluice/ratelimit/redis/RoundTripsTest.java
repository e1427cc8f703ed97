package io.sluice.ratelimit.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.lettuce.core.RedisClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Why the scripts are ours: how many round trips a decision takes on one hot key, here and with
 * bucket4j's integration, which compares and swaps, by the clock of the client.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RoundTripsTest {
  private static final int DECISIONS = 200;
  private static final int AT_ONCE = 20;
  private static final Pattern CALLS = Pattern.compile("cmdstat_get:calls=(\\d+)");

  private final RedisServerProcess redis = RedisServerProcess.start();

  @BeforeEach
  void reset() {
    redis.command("CONFIG", "RESETSTAT");
  }

  @AfterEach
  void close() {
    redis.close();
  }

  /** A script of either reads its key once, so that each GET, alone or in one, is a round trip. */
  private int trips() {
    Matcher calls = CALLS.matcher(redis.command("INFO", "commandstats"));
    return calls.find() ? Integer.parseInt(calls.group(1)) : 0;
  }

  @Test
  void aDecisionHereTakesOneUnderContentionToo() {
    try (Node node = Node.up(redis)) {
      SharedLimiter limiter =
          SharedLimiter.tokenBucket(node.store, "trips", 1, Duration.ofHours(1), DECISIONS);
      Node.decide(limiter, "k", 1);
      redis.command("CONFIG", "RESETSTAT");
      for (int i = 0; i < DECISIONS / AT_ONCE; i++) {
        List<CompletableFuture<?>> decisions = new ArrayList<>();
        for (int j = 0; j < AT_ONCE; j++) {
          decisions.add(Node.ask(limiter, "k", 1));
        }
        decisions.forEach(CompletableFuture::join);
      }
      assertThat(trips()).isEqualTo(DECISIONS);
    }
  }

  @Test
  void bucket4jTakesTwoAndRepeatsThemUnderContention() {
    RedisClient client = RedisClient.create(redis.uri());
    try {
      BucketConfiguration configuration =
          BucketConfiguration.builder()
              .addLimit(limit -> limit.capacity(DECISIONS).refillGreedy(1, Duration.ofHours(1)))
              .build();
      List<CompletableFuture<Boolean>> decisions = new ArrayList<>();
      var proxies = Bucket4jLettuce.casBasedBuilder(client).build().asAsync();
      var bucket =
          proxies
              .builder()
              .build(
                  "k".getBytes(StandardCharsets.UTF_8),
                  () -> CompletableFuture.completedFuture(configuration));
      bucket.tryConsume(1).join();
      redis.command("CONFIG", "RESETSTAT");
      for (int i = 0; i < DECISIONS / AT_ONCE; i++) {
        for (int j = 0; j < AT_ONCE; j++) {
          decisions.add(bucket.tryConsume(1));
        }
        decisions.forEach(CompletableFuture::join);
      }
      int trips = trips();
      System.out.printf(
          "FIGURE bucket4j: %.1f round trips a decision%n", trips / (double) DECISIONS);
      assertThat(trips).isGreaterThan(2 * DECISIONS);
    } finally {
      client.shutdown(Duration.ZERO, Duration.ZERO);
    }
  }
}
