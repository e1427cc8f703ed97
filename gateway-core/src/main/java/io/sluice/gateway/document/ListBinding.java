package io.sluice.gateway.document;

import io.sluice.gateway.config.ConfigException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Binds the things of one list that have changed, and takes over the others.
 *
 * @param <T> what they are bound to
 */
final class ListBinding<T> {
  private final Items old;
  private final Items next;
  private final List<Change> changes;
  private final boolean reordered;

  ListBinding(String list, Document old, Document next, List<Change> changes) {
    this.old = old.items(list);
    this.next = next.items(list);
    this.changes =
        changes.stream()
            .filter(change -> change.resource().key().equals(list) && change.resource().isItem())
            .toList();
    this.reordered =
        changes.stream()
            .anyMatch(
                change -> change.resource().key().equals(list) && change.resource().isOrder());
  }

  /** Binds one. */
  @FunctionalInterface
  interface One<T> {
    @Nullable T bound(Items.Item item, int index) throws ConfigException;
  }

  /**
   * All of them, in the new order; shorter when one could not be bound.
   *
   * @param before those of the old document
   */
  List<T> bound(List<T> before, One<T> one) throws ConfigException {
    if (changes.isEmpty() && !reordered) {
      return before;
    }
    @Nullable Object[] all = new Object[next.size()];
    boolean whole = true;
    BitSet leaves = new BitSet(old.size()); // indexes in the old list that are not taken over
    for (Change change : changes) {
      Items.Item was = old.of(change.resource().id());
      if (was != null) {
        leaves.set(old.indexFrom(was.place()));
      }
      Items.Item item = next.of(change.resource().id());
      if (item != null) {
        int index = next.indexFrom(item.place());
        T bound = one.bound(item, index);
        whole &= bound != null;
        all[index] = bound == null ? leaves : bound; // a mark: taken, by nothing
      }
    }
    takeOver(before, leaves, all);
    return whole ? asList(all) : List.of();
  }

  private void takeOver(List<T> before, BitSet leaves, @Nullable Object[] all) {
    int free = 0;
    for (int i = leaves.nextClearBit(0); i < before.size(); i = leaves.nextClearBit(i + 1)) {
      if (reordered) {
        free = next.indexFrom(Objects.requireNonNull(next.of(old.at(i).id())).place());
      } else {
        while (all[free] != null) {
          free++;
        }
      }
      all[free] = before.get(i);
    }
  }

  @SuppressWarnings("unchecked") // nothing else is put in
  private List<T> asList(@Nullable Object[] all) {
    return (List<T>) Collections.unmodifiableList(Arrays.asList(all));
  }
}
