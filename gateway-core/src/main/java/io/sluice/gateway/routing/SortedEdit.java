package io.sluice.gateway.routing;

import static java.util.Arrays.stream;

import java.util.Arrays;
import java.util.Comparator;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What becomes of a sorted array when some of its elements go and others come: found by binary
 * search, and the rest copied in long stretches.
 */
final class SortedEdit<E> {
  private final E[] before;
  private final E[] after;

  /** Indexes before, ascending. */
  private final int[] gone;

  /** For each that came, ascending, the index before of the element that it pushes back. */
  private final int[] came;

  /** Elements before the first of these indexes keep theirs; behind the last all move alike. */
  private final int first;

  private final int last;
  private final int growth;

  /**
   * Makes the edit.
   *
   * @param order total, and that of the array
   * @param removed elements of the array, or others that the order holds for the same
   * @param added none of which the order holds for one that stays
   * @param swapped others for elements that stay, which the order holds for the same
   */
  SortedEdit(
      E[] before, Comparator<? super E> order, List<E> removed, List<E> added, List<E> swapped) {
    this.before = before;
    List<E> coming = added.stream().sorted(order).toList();
    gone = removed.stream().mapToInt(e -> indexOf(before, e, order)).sorted().toArray();
    came = coming.stream().mapToInt(e -> placeOf(before, e, order)).toArray();
    after = merge(coming);
    IntSummaryStatistics cuts = IntStream.concat(stream(gone), stream(came)).summaryStatistics();
    first = cuts.getMin();
    last = cuts.getMax();
    growth = after.length - before.length;
    swapped.forEach(e -> after[indexOf(after, e, order)] = e);
  }

  private static <E> int indexOf(E[] sorted, E element, Comparator<? super E> order) {
    int index = Arrays.binarySearch(sorted, element, order);
    if (index < 0) {
      throw new IllegalArgumentException(element + " (expected: an element of the array)");
    }
    return index;
  }

  private static <E> int placeOf(E[] sorted, E element, Comparator<? super E> order) {
    int index = Arrays.binarySearch(sorted, element, order);
    return index < 0 ? -1 - index : index;
  }

  private E[] merge(List<E> coming) {
    E[] merged = Arrays.copyOf(before, before.length - gone.length + came.length);
    int from = 0;
    int to = 0;
    int g = 0;
    int c = 0;
    while (g < gone.length || c < came.length) {
      int nextGone = g < gone.length ? gone[g] : before.length;
      int nextCame = c < came.length ? came[c] : before.length;
      int next = Math.min(nextGone, nextCame);
      System.arraycopy(before, from, merged, to, next - from);
      to += next - from;
      from = next;
      if (c < came.length && nextCame <= nextGone) {
        merged[to++] = coming.get(c++);
      } else {
        g++;
        from++;
      }
    }
    System.arraycopy(before, from, merged, to, before.length - from);
    return merged;
  }

  E[] before() {
    return before;
  }

  /** The array that came of it. */
  E[] after() {
    return after;
  }

  /** Whether every element that stays has the index that it had. */
  boolean keepsIndexes() {
    return Arrays.equals(gone, came);
  }

  /** The index of an element that stays; of one that went, where the next that stays may be. */
  int index(int before) {
    return before < first ? before : before > last ? before + growth : indexWithin(before);
  }

  private int indexWithin(int before) {
    return before - countBelow(gone, before) + countBelow(came, before + 1);
  }

  /** How many of the numbers, which ascend, are below the limit. */
  private static int countBelow(int[] numbers, int limit) {
    int low = 0;
    int high = numbers.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (numbers[middle] < limit) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
