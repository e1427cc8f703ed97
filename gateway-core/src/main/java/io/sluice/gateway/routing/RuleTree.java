package io.sluice.gateway.routing;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Rules sorted by the places on their {@link Way}, so that those at and below a place stand
 * together: all that an edit has to know of the tree, without the tree. Immutable; ways are made
 * anew whenever one is looked at, which is cheap beside keeping them. Not for lookups.
 */
final class RuleTree<T> {

  /** A stretch of the rules: those at and below a place. */
  record Range(int from, int to) {
    int size() {
      return to - from;
    }
  }

  private final IndexKeys keys;
  private final Rule<T>[] rules;

  /**
   * A tree.
   *
   * @param rules sorted by {@link Way#ORDER}
   */
  RuleTree(IndexKeys keys, Rule<T>[] rules) {
    this.keys = keys;
    this.rules = rules;
  }

  /** It after an edit. */
  RuleTree<T> with(RuleEdit<T> edit) {
    Comparator<Rule<T>> order =
        Comparator.comparing((Rule<T> rule) -> Way.keysOf(keys, rule), Arrays::compare)
            .thenComparing(RuleOrder.FIRST_WINS);
    SortedEdit<Rule<T>> sorted =
        new SortedEdit<>(rules, order, edit.removed(), edit.added(), edit.swapped());
    return new RuleTree<>(keys, sorted.after());
  }

  /** All rules. */
  Range all() {
    return new Range(0, rules.length);
  }

  /** Of the rules below a place, those at and below the one at this depth with this key. */
  Range below(Range range, int depth, long key) {
    int from = firstAtLeast(range, depth, key, false);
    return new Range(from, firstAtLeast(new Range(from, range.to), depth, key, true));
  }

  /** Where in the range the rules begin whose key at the depth is at least, or above, this. */
  private int firstAtLeast(Range range, int depth, long key, boolean above) {
    int low = range.from;
    int high = range.to;
    while (low < high) {
      int middle = (low + high) >>> 1;
      long[] way = Way.keysOf(keys, rules[middle]);
      boolean less = way.length <= depth || way[depth] < key || (above && way[depth] == key);
      if (less) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The rules of a range. */
  List<Rule<T>> rules(Range range) {
    return Arrays.asList(rules).subList(range.from, range.to);
  }

  /** The ways of a range. */
  Way[] ways(Range range, Rule<?>[] ranked) {
    Way[] ways = new Way[range.size()];
    for (int i = 0; i < ways.length; i++) {
      ways[i] = way(range.from + i, ranked);
    }
    return ways;
  }

  /** Of a range at and below a place of this depth, the ways that end there. */
  Way[] waysHere(Range range, int depth, Rule<?>[] ranked) {
    int end = firstAtLeast(range, depth + 1, Long.MIN_VALUE, false);
    return ways(new Range(range.from, end), ranked);
  }

  private Way way(int index, Rule<?>[] ranked) {
    Rule<T> rule = rules[index];
    return Way.of(keys, rule, Arrays.binarySearch(ranked, rule, RuleOrder.FIRST_WINS));
  }
}
