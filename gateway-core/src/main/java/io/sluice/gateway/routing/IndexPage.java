package io.sluice.gateway.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;

/**
 * A part of a {@link RouteIndex}: the places whose keys have certain bits in common. An edit makes
 * anew only the pages of the places that it changes. Immutable once it is laid out.
 *
 * <p>Numbers are of rules: the first are the slots of the page's hash table, the others those of
 * the rules at places that are no leaves.
 */
final class IndexPage<T> {

  /** In a lookup's answer the number of the page stands above these bits of a rule's. */
  static final int MOST_NUMBERS = 1 << RouteIndex.NUMBER_BITS;

  final char[] displacements;
  final int slots;

  /** By number. */
  final long[] heads;

  final FlatRules<T> rules;

  /** For each place: count, numbers of those that end here; count, of those that go on. */
  final int[] lists;

  // By number: what lookups need besides host and path.
  final RouteEntry<T>[] entries;
  final Conditions[] conditions;

  /** By slot. Not for lookups. */
  private final long[] keys;

  IndexPage(
      PerfectHash hash,
      long[] keys,
      long[] heads,
      FlatRules<T> rules,
      int[] lists,
      RouteEntry<T>[] entries,
      Conditions[] conditions) {
    this(hash.displacements(), keys, heads, rules, lists, entries, conditions);
  }

  private IndexPage(
      char[] displacements,
      long[] keys,
      long[] heads,
      FlatRules<T> rules,
      int[] lists,
      RouteEntry<T>[] entries,
      Conditions[] conditions) {
    this.displacements = displacements;
    this.slots = keys.length;
    this.keys = keys;
    this.heads = heads;
    this.rules = rules;
    this.lists = lists;
    this.entries = entries;
    this.conditions = conditions;
  }

  /** Where a key is, if it is here. */
  int slot(long key) {
    return PerfectHash.slot(key, displacements, slots);
  }

  /** The places whose keys are wanted, with ranks as they are after an edit. */
  List<Place> places(LongPredicate wanted, SortedEdit<?> ranks) {
    List<Place> places = new ArrayList<>(slots);
    for (int slot = 0; slot < slots; slot++) {
      long head = heads[slot];
      if (head != RouteIndex.EMPTY && wanted.test(keys[slot])) {
        places.add(
            head >= 0
                ? Place.leaf(keys[slot], ranks.index(RouteIndex.rank(head)))
                : inner(keys[slot], head, ranks));
      }
    }
    return places;
  }

  private Place inner(long key, long head, SortedEdit<?> ranks) {
    int at = RouteIndex.list(head);
    int[] ending = {};
    int[] goingOn = {};
    if ((head & RouteIndex.SINGLE) != 0) {
      int[] single = {ranks.index(RouteIndex.rank(heads[at]))};
      ending = (head & RouteIndex.ENDS_HERE) != 0 ? single : ending;
      goingOn = (head & RouteIndex.GOES_ON) != 0 ? single : goingOn;
    } else if ((head & (RouteIndex.ENDS_HERE | RouteIndex.GOES_ON)) != 0) {
      ending = ranks(at, ranks);
      goingOn = ranks(at + 1 + lists[at], ranks);
    }
    long branches = head & (RouteIndex.LITERALS_BELOW | RouteIndex.VARIABLE_BELOW);
    return Place.inner(key, ending, goingOn, branches, RouteIndex.skip(head));
  }

  private int[] ranks(int list, SortedEdit<?> ranks) {
    int[] out = new int[lists[list]];
    for (int i = 0; i < out.length; i++) {
      out[i] = ranks.index(RouteIndex.rank(heads[lists[list + 1 + i]]));
    }
    return out;
  }

  /** It with ranks as they are after an edit that leaves its places as they are. */
  IndexPage<T> shifted(SortedEdit<?> ranks) {
    long[] shifted = heads.clone();
    boolean changed = false;
    for (int number = 0; number < shifted.length; number++) {
      long head = shifted[number];
      if (head >= 0) {
        int was = RouteIndex.rank(head);
        int is = ranks.index(was);
        changed |= is != was;
        shifted[number] = (head & 0xFFFFFFFFL) | (long) is << 32;
      }
    }
    return changed ? with(shifted, rules, entries) : this;
  }

  /** It with another rule, which matches the same, for the one of a rank. */
  IndexPage<T> swapped(int rank, Rule<T> rule) {
    int number = 0;
    while (heads[number] < 0 || RouteIndex.rank(heads[number]) != rank) {
      number++;
    }
    RouteEntry<T>[] swapped = entries.clone();
    swapped[number] = rule.entry();
    return with(heads, rules.swapped(number, rule), swapped);
  }

  private IndexPage<T> with(long[] heads, FlatRules<T> rules, RouteEntry<T>[] entries) {
    return new IndexPage<>(displacements, keys, heads, rules, lists, entries, conditions);
  }
}
