package io.sluice.gateway.snapshot;

import io.sluice.gateway.api.Kept;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * What routes and their filters keep over configs, by identity, while a compiled route in use has
 * it. Control thread.
 */
final class Keepsakes {
  private final Map<Object, Entry> all = new HashMap<>();

  private static final class Entry {
    private final Kept thing;
    private int routes; // compiled ones that have it

    Entry(Kept thing) {
      this.thing = thing;
    }
  }

  /** The thing of an identity, for one more route. */
  Kept take(Object identity, Supplier<? extends Kept> make) {
    Entry entry = all.get(identity);
    if (entry == null) {
      entry = new Entry(make.get());
      all.put(identity, entry);
    }
    entry.routes++;
    return entry.thing;
  }

  /** A route that had it is over. */
  void giveBack(Object identity) {
    Entry entry = Objects.requireNonNull(all.get(identity));
    if (--entry.routes == 0) {
      all.remove(identity);
      Lifetimes.close(entry.thing);
    }
  }
}
