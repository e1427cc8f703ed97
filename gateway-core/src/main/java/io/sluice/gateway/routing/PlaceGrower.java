package io.sluice.gateway.routing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Grows the tree, or a part of it, that a {@link RouteIndex} is laid out from. */
final class PlaceGrower {
  private static final int MOST_SKIPPED = PathPattern.MAX_SEGMENTS;

  private final IndexKeys keys;
  private final List<Place> places = new ArrayList<>();

  PlaceGrower(IndexKeys keys) {
    this.keys = keys;
  }

  /** All that was grown. */
  List<Place> places() {
    return places;
  }

  /** All places of these rules, which are all there are, by {@link Way#ORDER}. */
  void growAll(Way[] ways) {
    for (int at = 0; at < ways.length; ) {
      int end = endOfGroup(ways, at, ways.length, 0);
      grow(ways, at, end, 0);
      at = end;
    }
  }

  /**
   * The place at a depth to which these rules lead, all of them and no others, and those below it.
   */
  Place grow(Way[] ways, int from, int to, int depth) {
    long key = ways[from].keys()[depth];
    Place place =
        to - from == 1 ? Place.leaf(key, ways[from].rank()) : inner(key, ways, from, to, depth);
    places.add(place);
    return place;
  }

  private Place inner(long key, Way[] ways, int from, int to, int depth) {
    int at = from;
    while (at < to && ways[at].keys().length == depth + 1) {
      at++;
    }
    Way[] here = Arrays.copyOfRange(ways, from, at);
    long branches = 0;
    int skip = MOST_SKIPPED;
    while (at < to) {
      int end = endOfGroup(ways, at, to, depth + 1);
      branches |= branch(key, ways[at].keys()[depth + 1]);
      skip = Math.min(skip, grow(ways, at, end, depth + 1).skipFromAbove());
      at = end;
    }
    return Place.inner(key, here, branches, skip);
  }

  /** By what a way goes on from a place to the next. */
  private long branch(long key, long next) {
    return next == keys.variable(key) ? RouteIndex.VARIABLE_BELOW : RouteIndex.LITERALS_BELOW;
  }

  /** Where the ways end that go through the same place at a depth as the first. */
  static int endOfGroup(Way[] ways, int from, int to, int depth) {
    long key = ways[from].keys()[depth];
    int end = from + 1;
    while (end < to && ways[end].keys()[depth] == key) {
      end++;
    }
    return end;
  }
}
