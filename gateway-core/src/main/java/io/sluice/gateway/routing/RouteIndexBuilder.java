package io.sluice.gateway.routing;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Grows the tree that a {@link RouteIndex} is laid out from. */
final class RouteIndexBuilder {
  private final Map<Long, Place> places = new HashMap<>();
  private final IndexKeys keys;
  private long wildcardDots;
  private int named = Integer.MAX_VALUE;
  private int any = Integer.MAX_VALUE;
  private int regex = Integer.MAX_VALUE;

  private RouteIndexBuilder(IndexKeys keys) {
    this.keys = keys;
  }

  /** The index of these rules, which are sorted: the place of each is its rank. */
  static RouteIndex build(Rule<?>[] rules, IndexKeys keys) {
    RouteIndexBuilder builder = new RouteIndexBuilder(keys);
    for (int rank = 0; rank < rules.length; rank++) {
      builder.add(rank, rules[rank].host(), rules[rank].path());
    }
    IndexLayout layout = new IndexLayout(rules);
    builder.places.values().stream().filter(Place::isRoot).forEach(layout::reach);
    return layout.build(keys, builder.bests());
  }

  private RouteIndex.Bests bests() {
    return new RouteIndex.Bests(named, any, regex, wildcardDots);
  }

  private void add(int rank, HostPattern host, PathPattern path) {
    long root = rootOf(rank, host);
    switch (path.kind()) {
      case EXACT -> place(rank, root, path.segments(), false).ending.add(rank);
      case PREFIX -> addPrefix(rank, root, path.segments());
      case TEMPLATE -> addTemplate(rank, root, path.segments());
      case REGEX -> {
        regex = Math.min(regex, rank);
        place(rank, keys.child(root, IndexKeys.REGEX), List.of(), false).ending.add(rank);
      }
      case ANY -> addBoth(rank, place(rank, root, List.of(), false));
    }
  }

  private long rootOf(int rank, HostPattern host) {
    String name = host.name();
    if (host.kind() == HostPattern.Kind.ANY) {
      any = Math.min(any, rank);
      return keys.anyHost();
    }
    named = Math.min(named, rank);
    if (host.kind() == HostPattern.Kind.EXACT) {
      return keys.exactHost(IndexKeys.host(name));
    }
    wildcardDots |= 1L << name.chars().filter(c -> c == '.').count();
    return keys.wildcardHost(IndexKeys.host(name));
  }

  private void addPrefix(int rank, long root, List<String> segments) {
    int last = segments.size() - 1;
    if (segments.get(last).isEmpty()) { // ends in a slash: the path must go on
      place(rank, root, segments.subList(0, last), false).goingOn.add(rank);
    } else {
      addBoth(rank, place(rank, root, segments, false));
    }
  }

  private static void addBoth(int rank, Place place) {
    place.ending.add(rank);
    place.goingOn.add(rank);
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
      key = keys.child(key, variable ? IndexKeys.VARIABLE : IndexKeys.segment(segment));
      place.branches |= variable ? RouteIndex.VARIABLE_BELOW : RouteIndex.LITERALS_BELOW;
      place = place(rank, key, place);
    }
    return place;
  }

  private Place place(int rank, long key, @Nullable Place parent) {
    Place place = places.get(key);
    if (place == null) {
      place = new Place(key, parent);
      places.put(key, place);
    } else if (place.parent != parent) {
      place.share(parent);
    }
    place.isOnTheWayTo(rank);
    return place;
  }
}
