package io.sluice.gateway.routing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Grows the tree that a {@link RouteIndex} is laid out from. */
final class RouteIndexBuilder {

  /** What one place will hold. */
  private static final class Place {
    final List<Integer> ending = new ArrayList<>(1);
    final List<Integer> goingOn = new ArrayList<>(0);
    long flags = RouteIndex.USED;
  }

  private final Map<Long, Place> places = new HashMap<>();
  private boolean exactHosts;
  private long wildcardDots;
  private int bestRegex = RouteIndex.NONE;

  /** Adds a rule; in ascending order of rank. */
  void add(int rank, HostPattern host, PathPattern path) {
    long root = rootOf(host);
    switch (path.kind()) {
      case EXACT -> place(root, path.segments(), false).ending.add(rank);
      case PREFIX -> addPrefix(rank, root, path.segments());
      case TEMPLATE -> addTemplate(rank, root, path.segments());
      case REGEX -> {
        bestRegex = Math.min(bestRegex, rank);
        place(IndexKeys.child(root, IndexKeys.REGEX)).ending.add(rank);
      }
      case ANY -> {
        place(root).ending.add(rank);
        place(root).goingOn.add(rank);
      }
    }
  }

  private long rootOf(HostPattern host) {
    String name = host.name();
    return switch (host.kind()) {
      case EXACT -> {
        exactHosts = true;
        yield IndexKeys.exactHost(IndexKeys.host(name));
      }
      case WILDCARD -> {
        wildcardDots |= 1L << name.chars().filter(c -> c == '.').count();
        yield IndexKeys.wildcardHost(IndexKeys.host(name));
      }
      case ANY -> IndexKeys.ANY_HOST;
    };
  }

  private void addPrefix(int rank, long root, List<String> segments) {
    int last = segments.size() - 1;
    if (segments.get(last).isEmpty()) { // ends in a slash: the path must go on
      place(root, segments.subList(0, last), false).goingOn.add(rank);
    } else {
      Place place = place(root, segments, false);
      place.ending.add(rank);
      place.goingOn.add(rank);
    }
  }

  private void addTemplate(int rank, long root, List<String> segments) {
    int last = segments.size() - 1;
    if (PathTemplate.isRest(segments.get(last))) {
      place(root, segments.subList(0, last), true).goingOn.add(rank);
    } else {
      place(root, segments, true).ending.add(rank);
    }
  }

  /** The place of these segments under a root; only in templates do braces mean variables. */
  private Place place(long root, List<String> segments, boolean template) {
    long key = root;
    Place place = place(key);
    for (String segment : segments) {
      boolean variable = template && PathTemplate.isVariable(segment);
      place.flags |= variable ? RouteIndex.VARIABLE_BELOW : RouteIndex.LITERALS_BELOW;
      key = IndexKeys.child(key, variable ? IndexKeys.VARIABLE : IndexKeys.segment(segment));
      place = place(key);
    }
    return place;
  }

  private Place place(long key) {
    return places.computeIfAbsent(key, k -> new Place());
  }

  /** Lays the tree out. */
  RouteIndex build() {
    int listed = 0;
    for (Place place : places.values()) {
      listed += 2 + place.ending.size() + place.goingOn.size();
    }
    Layout layout = new Layout(places.size(), listed);
    places.forEach(layout::put);
    return new RouteIndex(layout.slots, layout.lists, exactHosts, wildcardDots, bestRegex);
  }

  /** The arrays of the index while they fill. */
  private static final class Layout {
    final long[] slots;
    final int[] lists;
    private int used;

    /** At most half of the slots are used, so that runs of used ones stay short. */
    Layout(int places, int listed) {
      int wanted = Math.max(4, 2 * places);
      slots = new long[2 * Integer.highestOneBit(2 * wanted - 1)];
      lists = new int[listed];
    }

    void put(long key, Place place) {
      int slot = (int) (key >>> RouteIndex.shift(slots.length)) * 2;
      while (slots[slot + 1] != 0) {
        slot = (slot + 2) & (slots.length - 1);
      }
      long ends = place.ending.isEmpty() ? 0 : RouteIndex.ENDS_HERE;
      long goesOn = place.goingOn.isEmpty() ? 0 : RouteIndex.GOES_ON;
      slots[slot] = key;
      slots[slot + 1] = place.flags | ends | goesOn | used;
      put(place.ending);
      put(place.goingOn);
    }

    private void put(List<Integer> ranks) {
      lists[used++] = ranks.size();
      for (int rank : ranks) {
        lists[used++] = rank;
      }
    }
  }
}
