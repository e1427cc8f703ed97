package io.sluice.gateway.routing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Writes a tree of places as the arrays of a {@link RouteIndex}. The first numbers are the slots of
 * the hash table; the rules of places that are no leaves have numbers beyond them.
 */
final class IndexLayout {
  private final Rule<?>[] rules;
  private final Set<Place> reached = new LinkedHashSet<>();
  private final List<Integer> lists = new ArrayList<>();

  /** Ranks of the rules with numbers beyond the slots. */
  private final List<Integer> beyond = new ArrayList<>();

  private int slots;

  IndexLayout(Rule<?>[] rules) {
    this.rules = rules;
  }

  /** Takes a place and what a walk can get to from there. */
  void reach(Place place) {
    if (reached.add(place) && !place.isLeaf()) {
      place.next().forEach(this::reach);
    }
  }

  RouteIndex build(IndexKeys keys, RouteIndex.Bests bests) {
    PerfectHash hash = PerfectHash.of(reached.stream().mapToLong(place -> place.key).toArray());
    slots = hash.size();
    int listed = reached.stream().filter(place -> !place.isLeaf()).mapToInt(Place::ruleCount).sum();
    FlatRules.Builder flat = new FlatRules.Builder(rules, slots + listed);
    long[] heads = new long[slots + listed];
    Arrays.fill(heads, RouteIndex.EMPTY);
    for (Place place : reached) {
      int slot = hash.slot(place.key);
      heads[slot] =
          place.isLeaf()
              ? flat.put(slot, place.rule(), rules[place.rule()])
              : RouteIndex.tag(place.key) | place.flags() | list(place);
    }
    for (int i = 0; i < beyond.size(); i++) {
      int rank = beyond.get(i);
      heads[slots + i] = flat.put(slots + i, rank, rules[rank]);
    }
    int[] all = lists.stream().mapToInt(Integer::intValue).toArray();
    return new RouteIndex(keys, hash, heads, flat.build(), all, bests);
  }

  /** Number of the one rule of the place, or offset of its two lists. */
  private int list(Place place) {
    if (place.isSingle()) {
      return number(place.single());
    }
    int offset = lists.size();
    lists.add(place.ending.size());
    place.ending.forEach(rank -> lists.add(number(rank)));
    lists.add(place.goingOn.size());
    for (int rank : place.goingOn) {
      int twin = place.ending.indexOf(rank);
      lists.add(twin < 0 ? number(rank) : lists.get(offset + 1 + twin));
    }
    return offset;
  }

  private int number(int rank) {
    beyond.add(rank);
    return slots + beyond.size() - 1;
  }
}
