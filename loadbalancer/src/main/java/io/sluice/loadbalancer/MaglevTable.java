package io.sluice.loadbalancer;

/**
 * The table of Maglev (Eisenbud and others, "Maglev: a fast and reliable software network load
 * balancer", NSDI 2016). Every endpoint has an order of its own in which it wants the places of the
 * table. They take turns: each takes the first in its order that is still free, until none is.
 *
 * <p>Endpoints of equal weight so own equally many places, give or take one. Weights are kept by
 * turns: the heaviest takes a place in every round, one of half the weight in every other, and all
 * in the first, so that each has at least one. What is rounded up so is at the cost of the
 * heaviest.
 *
 * <p>The number of places is a prime, so that any step leads through all of them: 65,537 up to
 * 1,024 endpoints, then ten times as many, and again from 10,240 on. Where one of these limits is
 * crossed, nearly every hash gets another endpoint.
 */
final class MaglevTable implements HashTable {
  private static final int[] SIZES = {65_537, 655_373, 6_553_621};
  private static final int PLACES_PER_ENDPOINT = 64;

  private final int[] owners;

  private MaglevTable(int[] owners) {
    this.owners = owners;
  }

  /** The table of at least one endpoint. */
  static MaglevTable of(WeightedEndpoints<?> endpoints) {
    return new MaglevTable(new MaglevTurns(endpoints, size(endpoints.size())).taken());
  }

  private static int size(int endpoints) {
    for (int size : SIZES) {
      if (endpoints <= size / PLACES_PER_ENDPOINT) {
        return size;
      }
    }
    return SIZES[SIZES.length - 1];
  }

  @Override
  public int place(long hash) {
    return (int) (((hash >>> 32) * owners.length) >>> 32);
  }

  @Override
  public int next(int place) {
    return place + 1 == owners.length ? 0 : place + 1;
  }

  @Override
  public int owner(int place) {
    return owners[place];
  }
}
