package io.sluice.gateway.routing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Writes places as the arrays of a page of a {@link RouteIndex}. */
final class PageLayout<T> {
  private final List<Place> places;
  private final int slots;
  private final PerfectHash hash;
  private final long[] keys;

  /** By number; -1 where no rule is. */
  private final int[] ranks;

  private final long[] heads;
  private final List<Integer> lists = new ArrayList<>();
  private int numbers;

  private PageLayout(List<Place> places) {
    this.places = places;
    long[] wanted = places.stream().mapToLong(Place::key).toArray();
    refuseEqual(wanted);
    hash = PerfectHash.of(wanted);
    slots = hash.size();
    keys = new long[slots];
    int listed = 0;
    for (Place place : places) {
      listed += place.isLeaf() ? 0 : place.ruleCount();
    }
    if (slots + listed > IndexPage.MOST_NUMBERS) {
      throw new IllegalArgumentException(
          "routes: " + listed + " (expected: fewer than 16,000,000 with the same host and path)");
    }
    ranks = new int[slots + listed];
    Arrays.fill(ranks, -1);
    heads = new long[slots + listed];
    Arrays.fill(heads, RouteIndex.EMPTY);
    numbers = slots;
  }

  /**
   * Lays out a page.
   *
   * @param ranked the rules, which the places name by rank
   * @throws KeyCollision when two of the places have the same key
   */
  static <T> IndexPage<T> page(List<Place> places, Rule<T>[] ranked) {
    return new PageLayout<T>(places).write(ranked);
  }

  private static void refuseEqual(long[] keys) {
    long[] sorted = keys.clone();
    Arrays.sort(sorted);
    for (int i = 1; i < sorted.length; i++) {
      if (sorted[i] == sorted[i - 1]) {
        throw new KeyCollision();
      }
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
  private IndexPage<T> write(Rule<T>[] ranked) {
    for (Place place : places) {
      int slot = hash.slot(place.key());
      keys[slot] = place.key();
      if (place.isLeaf()) {
        ranks[slot] = place.leaf();
      } else {
        heads[slot] = RouteIndex.tag(place.key()) | place.flags() | list(place);
      }
    }
    FlatRules.Builder<T> flat = new FlatRules.Builder<>(ranks, ranked);
    RouteEntry<T>[] entries = new RouteEntry[ranks.length];
    Conditions[] conditions = new Conditions[ranks.length];
    for (int number = 0; number < ranks.length; number++) {
      if (ranks[number] >= 0) {
        heads[number] = flat.put(number);
        entries[number] = ranked[ranks[number]].entry();
        conditions[number] = entries[number].conditions();
      }
    }
    int[] all = lists.stream().mapToInt(Integer::intValue).toArray();
    return new IndexPage<>(hash, keys, heads, flat.build(), all, entries, conditions);
  }

  /** Number of the one rule of the place, or offset of its two lists. */
  private int list(Place place) {
    if (place.ending().length + place.goingOn().length == 0) {
      return 0;
    }
    if (place.isSingle()) {
      return number(place.single());
    }
    int offset = lists.size();
    lists.add(place.ending().length);
    for (int rank : place.ending()) {
      lists.add(number(rank));
    }
    lists.add(place.goingOn().length);
    for (int rank : place.goingOn()) {
      int twin = Arrays.binarySearch(place.ending(), rank);
      lists.add(twin < 0 ? number(rank) : lists.get(offset + 1 + twin));
    }
    return offset;
  }

  private int number(int rank) {
    ranks[numbers] = rank;
    return numbers++;
  }
}
