package io.sluice.loadbalancer;

import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

/**
 * What a policy may be told beside its endpoints. Policies ignore what they have no use for.
 *
 * @param hashBalanceFactor for policies that hash: the most that an endpoint may have in flight, in
 *     percent of the mean (125: a quarter more); 0 for no bound, else 100 to 10000
 * @param random 64 random bits a call; called by all workers at once, so it neither locks nor
 *     allocates. Tests inject a seeded one
 */
public record BalancerSettings(int hashBalanceFactor, LongSupplier random) {

  /** Greatest factor. */
  public static final int MAX_FACTOR = 10_000;

  /** No bound, and each thread's own randomness. */
  public static final BalancerSettings DEFAULT = new BalancerSettings(0);

  public BalancerSettings {
    boolean bounds = hashBalanceFactor >= 100 && hashBalanceFactor <= MAX_FACTOR;
    if (hashBalanceFactor != 0 && !bounds) {
      throw new IllegalArgumentException(
          "hash_balance_factor: "
              + hashBalanceFactor
              + " (expected: 0 for no bound, or 100 to "
              + MAX_FACTOR
              + ")");
    }
  }

  /** With each thread's own randomness. */
  public BalancerSettings(int hashBalanceFactor) {
    this(hashBalanceFactor, () -> ThreadLocalRandom.current().nextLong());
  }
}
