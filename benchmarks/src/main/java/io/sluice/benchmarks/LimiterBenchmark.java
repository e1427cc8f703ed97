package io.sluice.benchmarks;

import io.sluice.ratelimit.AdaptiveConcurrency;
import io.sluice.ratelimit.ConcurrencyLimit;
import io.sluice.ratelimit.KeyedStates;
import io.sluice.ratelimit.LeakyBucket;
import io.sluice.ratelimit.Limiter;
import io.sluice.ratelimit.SlidingWindow;
import io.sluice.ratelimit.TokenBucket;
import java.time.Duration;
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
 * What a decision of a limiter costs. The budget: 0 B. {@code hot} is one state for all threads;
 * {@code keyed} finds it first, by one key or by one of a million in random order. All read the
 * clock, as the filter does. {@code refused}: 1,000 a second, or a limit of concurrency that is
 * filled, so that nearly all for one key is refused (a million keys do not reach it); else as much
 * as none ever reaches. What a limit of concurrency admits ends at once.
 *
 * <p>Run with {@code -t 2} to see what threads cost each other.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class LimiterBenchmark {
  private static final int KEYS = 1 << 20;
  private static final Duration SECOND = Duration.ofSeconds(1);

  @Param({"token_bucket", "leaky_bucket", "sliding_window", "concurrency", "adaptive"})
  String algorithm = "";

  @Param({"admitted", "refused"})
  String answer = "";

  private final KeyedStates states =
      new KeyedStates(2 * KEYS, Duration.ofHours(1), System::nanoTime);
  private final String[] keys = new String[KEYS];
  private Limiter limiter = new ConcurrencyLimit(1);
  private long[] hot = new long[0];

  /** Builds the limiter, and the states of all keys. */
  @Setup
  public void build() {
    limiter = limiter(algorithm, answer.equals("admitted"));
    hot = new long[limiter.words()];
    for (int i = 0; i < KEYS; i++) {
      keys[i] = "10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255);
      // Housekeeping may lag behind: until it is kept.
      long[] made = states.of(keys[i], limiter.words());
      for (long[] again = new long[0]; again != made; ) {
        again = made;
        made = states.of(keys[i], limiter.words());
      }
    }
    if (answer.equals("refused")) {
      // Of concurrency, what fills it never ends.
      limiter.acquire(hot, limiter.limit(hot), states.now());
      long[] first = states.of(keys[0], limiter.words());
      limiter.acquire(first, limiter.limit(first), states.now());
    }
  }

  private static Limiter limiter(String algorithm, boolean admits) {
    long rate = admits ? 1_000_000_000 : 1_000;
    return switch (algorithm) {
      case "token_bucket" -> new TokenBucket(rate, SECOND, rate);
      case "leaky_bucket" -> new LeakyBucket(rate, SECOND, rate, SECOND);
      case "sliding_window" -> new SlidingWindow(rate, SECOND);
      case "concurrency" -> new ConcurrencyLimit(1_000);
      case "adaptive" -> new AdaptiveConcurrency(20, 1_000);
      default -> throw new IllegalArgumentException("algorithm: " + algorithm);
    };
  }

  /** What one thread asks. */
  @State(Scope.Thread)
  public static class Asking {
    private long next = System.identityHashCode(this);

    int key() {
      next = next * 6364136223846793005L + 1442695040888963407L;
      return (int) (next >>> 44);
    }
  }

  /** One state for all. */
  @Benchmark
  public long hot() {
    return decide(hot);
  }

  /** One of a million keys. */
  @Benchmark
  public long keyedMillion(Asking asking) {
    return decide(states.of(keys[asking.key()], limiter.words()));
  }

  /** The same key for all. */
  @Benchmark
  public long keyedHot() {
    return decide(states.of(keys[0], limiter.words()));
  }

  private long decide(long[] state) {
    long now = states.now();
    long answered = limiter.acquire(state, 1, now);
    if (answered >= 0) {
      limiter.release(state, 1, 1_000_000, false, now);
    }
    return answered;
  }
}
