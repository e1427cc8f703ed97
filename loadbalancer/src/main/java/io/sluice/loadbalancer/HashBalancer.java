package io.sluice.loadbalancer;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Keeps like with like: the owner of the place that {@link Selection#hash} leads to. When that one
 * is out, was tried before or is over its {@link LoadBound}, the exchange goes on to the owners of
 * the places behind it, the same for all exchanges of that hash, so that they stay together still.
 *
 * <p>After 64 places that lead nowhere, when most endpoints are out or full, a scan decides: with a
 * bound it finds the one with the least in flight for its weight, else one by weight, by the hash.
 * A bound holds among the endpoints that may be chosen; where a retry has only full ones left, it
 * takes the least full.
 */
final class HashBalancer<E extends Endpoint> implements LoadBalancer<E> {
  private static final int STEPS = 64;

  private final WeightedEndpoints<E> endpoints;
  private final HashTable table;
  private final @Nullable LoadBound bound;

  private HashBalancer(WeightedEndpoints<E> endpoints, HashTable table, @Nullable LoadBound bound) {
    this.endpoints = endpoints;
    this.table = table;
    this.bound = bound;
  }

  /**
   * @param table makes the table of at least one endpoint
   */
  static <E extends Endpoint> LoadBalancer<E> of(
      WeightedEndpoints<E> endpoints,
      Function<? super WeightedEndpoints<E>, ? extends HashTable> table,
      BalancerSettings settings) {
    if (endpoints.size() == 0) {
      return selection -> null;
    }
    int factor = settings.hashBalanceFactor();
    return new HashBalancer<>(
        endpoints, table.apply(endpoints), factor == 0 ? null : new LoadBound(endpoints, factor));
  }

  @Override
  public @Nullable E select(Selection selection) {
    long now = selection.nowNanos();
    long hash = selection.hash();
    int home = table.place(hash);
    int cooling = -1;
    double perWeight = -1;
    int place = home;
    for (int step = 0; step < STEPS; step++, place = table.next(place)) {
      int index = table.owner(place);
      E endpoint = endpoints.get(index);
      if (selection.excluded(endpoint)) {
        continue;
      }
      if (!endpoint.available(now)) {
        cooling = cooling < 0 ? index : cooling;
        continue;
      }
      int inFlight = bound == null ? 0 : endpoint.inFlight();
      if (bound == null || inFlight == 0) {
        return endpoint;
      }
      perWeight = perWeight < 0 ? bound.perWeight(now) : perWeight;
      if (LoadBound.admits(perWeight, endpoints.weight(index), inFlight)) {
        return endpoint;
      }
    }
    int found = bound == null ? -1 : leastLoaded(selection, now);
    if (found < 0) {
      found = endpoints.choose(selection, now, AddressHash.mix(hash));
      if (cooling >= 0 && !endpoints.usable(found, selection, now)) {
        found = cooling; // all are cooling: then the first on the way
      }
    }
    return endpoints.get(found < 0 ? table.owner(home) : found);
  }

  /** Of the available ones that are not excluded, or -1. */
  private int leastLoaded(Selection selection, long now) {
    int least = -1;
    double load = 0;
    for (int i = 0; i < endpoints.size(); i++) {
      if (endpoints.usable(i, selection, now)) {
        double its = (double) endpoints.get(i).inFlight() / endpoints.weight(i);
        if (least < 0 || its < load) {
          least = i;
          load = its;
        }
      }
    }
    return least;
  }
}
