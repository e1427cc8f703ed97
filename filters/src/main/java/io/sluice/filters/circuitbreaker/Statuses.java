package io.sluice.filters.circuitbreaker;

import io.sluice.gateway.config.StatusRange;
import java.util.BitSet;
import java.util.List;

/** A set of statuses, one look-up each. Immutable. */
final class Statuses {
  private final BitSet all = new BitSet();

  private Statuses(List<StatusRange> ranges) {
    for (StatusRange range : ranges) {
      all.set(range.from(), range.to() + 1);
    }
  }

  static Statuses of(List<StatusRange> ranges) {
    return new Statuses(ranges);
  }

  boolean contains(int status) {
    return all.get(status);
  }
}
