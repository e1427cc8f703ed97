package io.sluice.benchmarks;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The local bucket of bucket4j in the place of {@code token_bucket} in {@link LimiterBenchmark}:
 * the same rates, clock, keys and map.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class Bucket4jBenchmark {
  private static final int KEYS = 1 << 20;

  @Param({"admitted", "refused"})
  String answer = "";

  private final Cache<String, Bucket> buckets =
      Caffeine.newBuilder().maximumSize(2 * KEYS).expireAfterAccess(Duration.ofHours(1)).build();
  private final String[] keys = new String[KEYS];
  private Bucket hot = bucket(1);

  /** Builds the buckets of all keys. */
  @Setup
  public void build() {
    long rate = answer.equals("admitted") ? 1_000_000_000 : 1_000;
    hot = bucket(rate);
    for (int i = 0; i < KEYS; i++) {
      keys[i] = "10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255);
      buckets.put(keys[i], bucket(rate));
    }
    if (answer.equals("refused")) {
      hot.tryConsumeAsMuchAsPossible();
    }
  }

  private static Bucket bucket(long rate) {
    return Bucket.builder()
        .addLimit(limit -> limit.capacity(rate).refillGreedy(rate, Duration.ofSeconds(1)))
        .withCustomTimePrecision(TimeMeter.SYSTEM_NANOTIME)
        .build();
  }

  /** One bucket for all. */
  @Benchmark
  public boolean hot() {
    return hot.tryConsume(1);
  }

  /** One of a million keys. */
  @Benchmark
  public boolean keyedMillion(LimiterBenchmark.Asking asking) {
    return Objects.requireNonNull(buckets.getIfPresent(keys[asking.key()])).tryConsume(1);
  }

  /** The same key for all. */
  @Benchmark
  public boolean keyedHot() {
    return Objects.requireNonNull(buckets.getIfPresent(keys[0])).tryConsume(1);
  }
}
