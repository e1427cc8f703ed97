package io.sluice.loadbalancer;

import java.util.function.LongSupplier;

/**
 * Draws an endpoint as often as its weight says. One that cannot be taken is drawn again, which
 * leaves the others their proportions; when that fails a few times, most are out, and a scan
 * decides.
 */
final class WeightedDraw<E extends Endpoint> {

  /** Draws before the scan. With half of the endpoints out, 1 selection in 256 needs it. */
  private static final int TRIES = 8;

  private final WeightedEndpoints<E> endpoints;
  private final AliasTable table;
  private final LongSupplier random;

  WeightedDraw(WeightedEndpoints<E> endpoints, LongSupplier random) {
    this.endpoints = endpoints;
    this.table = AliasTable.of(endpoints.weights());
    this.random = random;
  }

  /** An index from the best set that has a member; there is at least one endpoint. */
  int next(Selection selection, long now) {
    int drawn = 0;
    for (int i = 0; i < TRIES; i++) {
      drawn = table.draw(random.getAsLong());
      if (endpoints.usable(drawn, selection, now)) {
        return drawn;
      }
    }
    int scanned = endpoints.choose(selection, now, random.getAsLong());
    return scanned < 0 ? drawn : scanned;
  }
}
