package io.sluice.loadbalancer;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Compares two endpoints, and takes the one with less load; of equals the first. Two are enough:
 * the longest queue then grows with the logarithm of the logarithm of the number of endpoints
 * (Mitzenmacher, "The power of two choices in randomized load balancing"), and unlike "the least
 * loaded of all" the workers, each a little behind the others, do not all run to the same one.
 *
 * <p>What a weight means here: an endpoint of weight 3 stands for three of weight 1. Therefore the
 * first is drawn by weight, the load is counted per share of the weight, and a pair is met equally
 * often in both orders: the second is drawn evenly from the others, and a lighter one is let go
 * again as often as it is lighter (the acceptance rule of Metropolis). It follows that
 *
 * <ul>
 *   <li>shares are exactly the weights while loads are equal, as when all are idle;
 *   <li>no endpoint gets more than twice its share, be it ever so idle: one that is warming up on a
 *       small weight is not flooded;
 *   <li>among equal weights it is the plain rule: two different ones, both at random.
 * </ul>
 *
 * <p>Given up for it: a heavy endpoint in trouble keeps what the light ones cannot be asked to
 * take. Dividing {@code in flight + 1} by the weight would send an idle pool's traffic to the
 * heaviest alone, and {@code in flight} by the weight without the rule above would send half of a
 * nearly idle pool's traffic to the lightest.
 */
final class TwoChoicesBalancer<E extends Endpoint> implements LoadBalancer<E> {

  /** How much an endpoint has to do; less is better. Never negative. */
  @FunctionalInterface
  interface Load {
    /**
     * Its load now.
     *
     * @param perShare the mean weight divided by the endpoint's: what turns requests in flight into
     *     requests per share
     */
    double of(Endpoint endpoint, double perShare, long nowNanos);
  }

  /** Draws for a second that can be taken. */
  private static final int TRIES = 4;

  private final WeightedEndpoints<E> endpoints;
  private final WeightedDraw<E> draw;
  private final double[] perShare;
  private final Load load;
  private final LongSupplier random;

  TwoChoicesBalancer(WeightedEndpoints<E> endpoints, Load load, LongSupplier random) {
    this.endpoints = endpoints;
    this.draw = new WeightedDraw<>(endpoints, random);
    this.load = load;
    this.random = random;
    this.perShare = new double[endpoints.size()];
    for (int i = 0; i < perShare.length; i++) {
      perShare[i] = (double) endpoints.total() / perShare.length / endpoints.weight(i);
    }
  }

  @Override
  public @Nullable E select(Selection selection) {
    if (perShare.length == 0) {
      return null;
    }
    long now = selection.nowNanos();
    int first = draw.next(selection, now);
    int second = second(first, selection, now);
    boolean change = second >= 0 && load(second, now) < load(first, now);
    return endpoints.get(change ? second : first);
  }

  private double load(int index, long now) {
    return load.of(endpoints.get(index), perShare[index], now);
  }

  /** Another one of the best set, or -1. */
  private int second(int first, Selection selection, long now) {
    int others = perShare.length - 1;
    if (others == 0 || !endpoints.usable(first, selection, now)) {
      return -1; // where no endpoint is in order, what is in flight says little: weights decide
    }
    for (int i = 0; i < TRIES; i++) {
      long bits = random.getAsLong();
      int drawn = (int) (((bits >>> 32) * others) >>> 32);
      int second = drawn < first ? drawn : drawn + 1;
      if (endpoints.usable(second, selection, now)) {
        return stays(first, second, bits & 0xFFFFFFFFL) ? second : -1;
      }
    }
    return -1;
  }

  /** True as often as the second's weight is a part of the first's. */
  private boolean stays(int first, int second, long fraction) {
    return fraction * endpoints.weight(first) < (long) endpoints.weight(second) << 32;
  }
}
