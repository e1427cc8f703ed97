package io.sluice.ratelimit.redis;

import java.time.Duration;
import java.util.function.LongSupplier;

/** What the leases of one limit have in common. Immutable. */
final class LeaseTerms {
  /** A share lapses when it was not used for so long. */
  static final long LAPSE_NANOS = 1_000_000_000L;

  /** Of what passes in a second. */
  private static final double LARGEST_SHARE = 0.02;

  /** A share is no more than what is needed in so many seconds. */
  private static final double HORIZON = 0.5;

  /** Shorter is no measure of what is needed. */
  private static final long SHORTEST_NANOS = 100_000_000L;

  private static final String AHEAD_MICROS = "1000000";

  private final RedisStore store;
  private final SharedKeys keys;
  private final String count;
  private final String period;
  private final long burst;
  private final long largestShare;
  private final LongSupplier clock;

  LeaseTerms(
      RedisStore store,
      SharedKeys keys,
      long count,
      Duration period,
      long burst,
      LongSupplier clock) {
    this.store = store;
    this.keys = keys;
    this.count = ExactLimiter.text(count);
    this.period = ExactLimiter.text(ExactLimiter.micros(period));
    this.burst = burst;
    double second = count * 1e9 / period.toNanos();
    this.largestShare = Math.max(1, Math.min(burst, (long) (second * LARGEST_SHARE)));
    this.clock = clock;
  }

  RedisStore store() {
    return store;
  }

  long burst() {
    return burst;
  }

  /** In nanoseconds. */
  long now() {
    return clock.getAsLong();
  }

  /**
   * How much to hold.
   *
   * @param needed how much was asked for in the last {@code nanos}
   */
  long share(long needed, long nanos) {
    double rate = needed * 1e9 / Math.max(nanos, SHORTEST_NANOS);
    return Math.max(1, Math.min(largestShare, (long) (rate * HORIZON)));
  }

  /**
   * @param need what is waited for
   * @param share at least {@code need}
   * @param ahead whether a share may be promised for later
   */
  Question question(String key, long need, long share, boolean ahead, Question.Reply reply) {
    String[] arguments = {
      count,
      period,
      ExactLimiter.text(burst),
      ExactLimiter.text(need),
      ExactLimiter.text(share),
      ahead ? AHEAD_MICROS : "0"
    };
    return new Question(Script.LEASE, keys.of(key), arguments, reply);
  }
}
