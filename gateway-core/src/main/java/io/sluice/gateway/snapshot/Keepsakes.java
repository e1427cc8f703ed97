package io.sluice.gateway.snapshot;

import io.sluice.gateway.api.Kept;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** What the filters of one snapshot keep over configs, by identity. Control thread. */
final class Keepsakes {
  private final Map<Object, Kept> before;
  private final Map<Object, Kept> all = new HashMap<>();
  private final Holdings holdings;

  /**
   * @param before those of the snapshot that runs
   * @param holdings where they are held while the new snapshot is in use
   */
  Keepsakes(Map<Object, Kept> before, Holdings holdings) {
    this.before = before;
    this.holdings = holdings;
  }

  @SuppressWarnings("unchecked") // who names the identity is who made the thing
  <T extends Kept> T keep(Object identity, Supplier<T> make) {
    Kept known = all.get(identity);
    if (known == null) {
      known = before.get(identity);
      if (known == null) {
        known = make.get();
      }
      all.put(identity, known);
      holdings.share(known);
    }
    return (T) known;
  }

  Map<Object, Kept> all() {
    return Map.copyOf(all);
  }
}
