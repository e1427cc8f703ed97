package io.sluice.loadbalancer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The endpoints whose weight is above 0, by index, and the rule of {@link LoadBalancer} over them.
 * Immutable.
 */
final class WeightedEndpoints<E extends Endpoint> {
  private final List<E> endpoints;
  private final int[] weights;
  private final long total;

  private WeightedEndpoints(List<E> endpoints, int[] weights, long total) {
    this.endpoints = endpoints;
    this.weights = weights;
    this.total = total;
  }

  static <E extends Endpoint> WeightedEndpoints<E> of(List<E> endpoints, List<Target> targets) {
    List<E> weighted = new ArrayList<>();
    int[] weights = new int[endpoints.size()];
    long total = 0;
    for (int i = 0; i < endpoints.size(); i++) {
      int weight = targets.get(i).weight();
      if (weight > 0) {
        weights[weighted.size()] = weight;
        weighted.add(endpoints.get(i));
        total += weight;
      }
    }
    return new WeightedEndpoints<>(
        List.copyOf(weighted), Arrays.copyOf(weights, weighted.size()), total);
  }

  int size() {
    return weights.length;
  }

  E get(int index) {
    return endpoints.get(index);
  }

  int weight(int index) {
    return weights[index];
  }

  int[] weights() {
    return weights.clone();
  }

  /** Sum of the weights. */
  long total() {
    return total;
  }

  /** Whether it belongs to the best set: available, and not excluded. */
  boolean usable(int index, Selection selection, long now) {
    E endpoint = endpoints.get(index);
    return endpoint.available(now) && !selection.excluded(endpoint);
  }

  /**
   * One of the best set that has a member, each as likely as its weight says, in two scans.
   *
   * @param fraction what decides, as a fraction of 2^64
   * @return its index, or -1 when all are excluded
   */
  int choose(Selection selection, long now, long fraction) {
    long available = 0;
    long cooling = 0;
    for (int i = 0; i < weights.length; i++) {
      E endpoint = endpoints.get(i);
      if (!selection.excluded(endpoint)) {
        if (endpoint.available(now)) {
          available += weights[i];
        } else {
          cooling += weights[i];
        }
      }
    }
    boolean useCooling = available == 0;
    long bound = useCooling ? cooling : available;
    long point = Math.multiplyHigh(fraction >>> 1, bound << 1);
    int chosen = -1;
    for (int i = 0; i < weights.length && point >= 0; i++) {
      E endpoint = endpoints.get(i);
      if (!selection.excluded(endpoint) && (useCooling || endpoint.available(now))) {
        chosen = i;
        point -= weights[i];
      }
    }
    // Another worker may have changed what is available between the scans: then the last candidate
    // stands in, and if there is none left any that is not excluded.
    return chosen < 0 ? firstNotExcluded(selection) : chosen;
  }

  private int firstNotExcluded(Selection selection) {
    for (int i = 0; i < weights.length; i++) {
      if (!selection.excluded(endpoints.get(i))) {
        return i;
      }
    }
    return -1;
  }
}
