package io.sluice.ratelimit.redis;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.sluice.ratelimit.Housekeeping;
import io.sluice.ratelimit.Limiter;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A token bucket on Redis of which this gateway holds a share per key, so that it asks once for
 * many decisions.
 *
 * <p>The idea: a share is 2 % of what passes in a second, or what this gateway needs in half a
 * second if that is less. It is taken out of the bucket before it is used, so gateways together
 * never use more than the bucket gave. Once the bucket is empty, the server promises the next share
 * for the moment when it will have been refilled, and until then everybody here is refused without
 * a question: one question for a share, however many requests come. A share that nobody uses lapses
 * after a second; a gateway that needs no two tokens in half a second holds none.
 *
 * <p>What is given up: what a gateway holds may pass up to a second later than the bucket gave it,
 * and what lapses does not pass at all. New keys that come faster than they can be filed are asked
 * about one by one.
 */
final class LeasedTokenBucket implements SharedLimiter {
  /** A lease that was idle so long holds nothing: forgetting it costs nobody anything. */
  private static final long IDLE_NANOS = 2 * LeaseTerms.LAPSE_NANOS;

  private final LeaseTerms terms;
  private final ExactLimiter exact;
  private final LongSupplier clock;
  private final Cache<String, Lease> leases;
  private final Housekeeping housekeeping = new Housekeeping();

  /**
   * @param clock in nanoseconds
   */
  LeasedTokenBucket(
      RedisStore store,
      String name,
      long count,
      Duration period,
      long burst,
      long maxKeys,
      LongSupplier clock) {
    this.terms = new LeaseTerms(store, new SharedKeys("tb", name), count, period, burst, clock);
    this.exact = ExactLimiter.tokenBucket(store, name, count, period, burst);
    this.clock = clock;
    this.leases =
        Caffeine.newBuilder()
            .maximumSize(maxKeys)
            .expireAfterAccess(IDLE_NANOS, TimeUnit.NANOSECONDS)
            .ticker(clock::getAsLong)
            .executor(housekeeping)
            .build();
  }

  @Override
  public void acquire(String key, long cost, Answer answer) {
    if (cost > terms.burst()) {
      answer.decided(Limiter.NEVER, 0, 0);
      return;
    }
    Lease lease = leases.getIfPresent(key);
    if (lease == null) {
      if (!housekeeping.hasRoom()) {
        exact.acquire(key, cost, answer);
        return;
      }
      Lease fresh = new Lease(terms, key);
      Lease present = leases.asMap().putIfAbsent(key, fresh);
      lease = present == null ? fresh : present;
    }
    lease.acquire(cost, clock.getAsLong(), answer);
  }
}
