package io.sluice.filters.ratelimit;

import io.sluice.filters.ratelimit.RateLimitConfig.Algorithm;
import io.sluice.gateway.api.Rate;
import io.sluice.ratelimit.LeakyBucket;
import io.sluice.ratelimit.Limiter;
import io.sluice.ratelimit.SlidingWindow;
import io.sluice.ratelimit.TokenBucket;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How much of a key may pass: the numbers of a policy, or of one of its overrides.
 *
 * @param burst of a sliding window its count
 * @param maxDelay of a leaky bucket
 */
record Quota(Algorithm algorithm, Rate rate, long burst, Duration maxDelay) {
  private static final double NANOS_PER_SECOND = 1e9;

  /** What no request waits for, as it has a deadline or a limit for pauses. */
  private static final Duration NO_BOUND = Duration.ofDays(366);

  /**
   * @param path of what the numbers stand in, empty or ending with a dot
   * @throws IllegalArgumentException naming what does not fit
   */
  static Quota of(
      String path, Algorithm algorithm, Rate rate, @Nullable Long burst, @Nullable Duration delay) {
    if (burst != null && algorithm == Algorithm.SLIDING_WINDOW) {
      throw new IllegalArgumentException(
          path + "burst: " + burst + " (expected: none, with sliding_window)");
    }
    Quota quota =
        new Quota(
            algorithm,
            rate,
            burst == null ? rate.count() : burst,
            delay == null ? NO_BOUND : delay);
    try {
      quota.limiter();
    } catch (IllegalArgumentException e) {
      String message = String.valueOf(e.getMessage());
      throw new IllegalArgumentException(
          path + (message.startsWith("count:") ? "rate" + message.substring(5) : message), e);
    }
    return quota;
  }

  Limiter limiter() {
    return switch (algorithm) {
      case TOKEN_BUCKET -> new TokenBucket(rate.count(), rate.period(), burst);
      case SLIDING_WINDOW -> new SlidingWindow(rate.count(), rate.period());
      case LEAKY_BUCKET -> new LeakyBucket(rate.count(), rate.period(), burst, maxDelay);
    };
  }

  /** The most that may ever pass at once. */
  long most() {
    return limiter().limit(new long[limiter().words()]);
  }

  /** How long until nothing is known any more of what has passed. */
  Duration memory() {
    double periods = (burst + 1.0) / rate.count() + 1;
    double nanos = Math.min(periods * rate.period().toNanos(), (double) NO_BOUND.toNanos());
    return Duration.ofNanos((long) nanos);
  }

  /** What clients are told of it: {@code q} in {@code w} seconds. */
  long told() {
    return algorithm == Algorithm.TOKEN_BUCKET ? Math.max(burst, rate.count()) : rate.count();
  }

  /** The window of {@link #told}: what the rate takes for so much. */
  long windowSeconds() {
    double nanos = (double) told() / rate.count() * rate.period().toNanos();
    return Math.max(1, (long) Math.ceil(nanos / NANOS_PER_SECOND));
  }
}
