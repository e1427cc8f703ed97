package io.sluice.gateway.routing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Grows the tree that a {@link RouteIndex} is laid out from. */
final class RouteIndexBuilder {
  private final Map<Long, Place> places = new HashMap<>();
  private boolean exactHosts;
  private long wildcardDots;
  private int bestRegex = RouteIndex.NONE;

  /** Adds a rule; in ascending order of rank. */
  void add(int rank, HostPattern host, PathPattern path) {
    long root = rootOf(host);
    switch (path.kind()) {
      case EXACT -> place(rank, root, path.segments(), false).ending.add(rank);
      case PREFIX -> addPrefix(rank, root, path.segments());
      case TEMPLATE -> addTemplate(rank, root, path.segments());
      case REGEX -> {
        bestRegex = Math.min(bestRegex, rank);
        long beside = IndexKeys.child(root, IndexKeys.REGEX);
        place(rank, beside, List.of(), false).ending.add(rank);
      }
      case ANY -> {
        place(rank, root, List.of(), false).ending.add(rank);
        place(rank, root, List.of(), false).goingOn.add(rank);
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
      place(rank, root, segments.subList(0, last), false).goingOn.add(rank);
    } else {
      Place place = place(rank, root, segments, false);
      place.ending.add(rank);
      place.goingOn.add(rank);
    }
  }

  private void addTemplate(int rank, long root, List<String> segments) {
    int last = segments.size() - 1;
    if (PathTemplate.isRest(segments.get(last))) {
      place(rank, root, segments.subList(0, last), true).goingOn.add(rank);
    } else {
      place(rank, root, segments, true).ending.add(rank);
    }
  }

  /** The place of these segments under a root; only in templates do braces mean variables. */
  private Place place(int rank, long root, List<String> segments, boolean template) {
    long key = root;
    Place place = place(rank, key, null);
    for (String segment : segments) {
      boolean variable = template && PathTemplate.isVariable(segment);
      place.below |= variable ? RouteIndex.VARIABLE_BELOW : RouteIndex.LITERALS_BELOW;
      key = IndexKeys.child(key, variable ? IndexKeys.VARIABLE : IndexKeys.segment(segment));
      place = place(rank, key, place);
    }
    return place;
  }

  private Place place(int rank, long key, @Nullable Place parent) {
    Place place = places.computeIfAbsent(key, k -> new Place(parent));
    place.isOnTheWayTo(rank, parent);
    return place;
  }

  /** Lays the tree out. */
  RouteIndex build() {
    List<Map.Entry<Long, Place>> reached =
        places.entrySet().stream().filter(e -> e.getValue().isReached()).toList();
    Layout layout = new Layout(reached.size());
    reached.forEach(e -> layout.put(e.getKey(), e.getValue()));
    int[] lists = layout.lists.stream().mapToInt(Integer::intValue).toArray();
    return new RouteIndex(layout.slots, lists, exactHosts, wildcardDots, bestRegex);
  }

  /** What one place will hold. */
  private static final class Place {
    private static final int NONE = -1;
    private static final int SEVERAL = -2;

    final List<Integer> ending = new ArrayList<>(0);
    final List<Integer> goingOn = new ArrayList<>(0);
    final @Nullable Place parent;
    long below;

    /** The rule whose pattern ends here or deeper. */
    private int rule = NONE;

    /** Two parents, by a collision of keys. */
    private boolean shared;

    Place(@Nullable Place parent) {
      this.parent = parent;
    }

    void isOnTheWayTo(int rank, @Nullable Place from) {
      rule = rule == NONE || rule == rank ? rank : SEVERAL;
      shared |= from != parent;
    }

    /**
     * Whether only one rule is here and deeper: then the walk ends here and proposes it, whatever
     * the rest of the path. The rule checks that itself, and the table is a good deal smaller.
     */
    boolean isLeaf() {
      return rule != SEVERAL;
    }

    /** Whether a walk gets here: not if it ends above. */
    boolean isReached() {
      return parent == null || shared || !parent.isLeaf();
    }

    boolean isSingle() {
      return isLeaf()
          || ending.size() + goingOn.size() == 1
          || (ending.size() == 1 && ending.equals(goingOn)); // a prefix is in both
    }

    int single() {
      return isLeaf() ? rule : ending.isEmpty() ? goingOn.get(0) : ending.get(0);
    }

    long flags() {
      if (isLeaf()) {
        return RouteIndex.USED | RouteIndex.SINGLE | RouteIndex.ENDS_HERE | RouteIndex.GOES_ON;
      }
      return below
          | RouteIndex.USED
          | (isSingle() ? RouteIndex.SINGLE : 0)
          | (ending.isEmpty() ? 0 : RouteIndex.ENDS_HERE)
          | (goingOn.isEmpty() ? 0 : RouteIndex.GOES_ON);
    }
  }

  /** The arrays of the index while they fill. */
  private static final class Layout {
    final long[] slots;
    final List<Integer> lists = new ArrayList<>();

    /** At most half of the slots are used, so that runs of used ones stay short. */
    Layout(int places) {
      int wanted = Math.max(4, 2 * places);
      slots = new long[2 * Integer.highestOneBit(2 * wanted - 1)];
    }

    void put(long key, Place place) {
      int slot = (int) (key >>> RouteIndex.shift(slots.length)) * 2;
      while (slots[slot + 1] != 0) {
        slot = (slot + 2) & (slots.length - 1);
      }
      slots[slot] = key;
      slots[slot + 1] = place.flags() | (place.isSingle() ? place.single() : list(place));
    }

    /** Offset of the place's two lists. */
    private int list(Place place) {
      int offset = lists.size();
      lists.add(place.ending.size());
      lists.addAll(place.ending);
      lists.add(place.goingOn.size());
      lists.addAll(place.goingOn);
      return offset;
    }
  }
}
