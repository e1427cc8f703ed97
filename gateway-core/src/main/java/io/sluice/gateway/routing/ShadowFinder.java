package io.sluice.gateway.routing;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds routes that can never take a request because one other route comes first and takes all of
 * them. What shadows a given route is among the rules that the index finds for a request that the
 * route takes. What a given route shadows is looked for among all routes, one by one; when many are
 * given, what shadows each of all routes is looked for instead.
 */
final class ShadowFinder<T> {

  /** So many routes are held against every other. */
  private static final int FEW = 32;

  private final RouteEntry<T>[] routes;
  private final RouteIndex<T> index;

  ShadowFinder(RouteEntry<T>[] routes, RouteIndex<T> index) {
    this.routes = routes;
    this.index = index;
  }

  /** Of the changed routes those that are shadowed, and of the others those shadowed by them. */
  List<Shadow> find(Set<RouteEntry<T>> changed) {
    if (changed.isEmpty()) {
      return List.of();
    }
    SortedMap<RouteEntry<T>, Shadow> shadows =
        new TreeMap<>(
            Comparator.<RouteEntry<T>>comparingLong(RouteEntry::position)
                .thenComparing(RouteEntry::id));
    for (RouteEntry<T> route : routes) {
      RouteEntry<?> by =
          changed.contains(route)
              ? shadowOf(route, null)
              : changed.size() > FEW ? shadowOf(route, changed) : firstOf(changed, route);
      if (by != null) {
        shadows.put(route, new Shadow(route.id(), by.id()));
      }
    }
    return List.copyOf(shadows.values());
  }

  private @Nullable RouteEntry<?> firstOf(Set<RouteEntry<T>> winners, RouteEntry<T> loser) {
    for (RouteEntry<T> winner : winners) {
      if (covers(winner, loser)) {
        return winner;
      }
    }
    return null;
  }

  /** The route that shadows this one, of these or, when null, of all. */
  private @Nullable RouteEntry<?> shadowOf(RouteEntry<T> route, @Nullable Set<RouteEntry<T>> by) {
    for (RouteEntry<?> other : meeting(route.rules().get(0))) {
      if (other != route && (by == null || by.contains(other)) && covers(other, route)) {
        return other;
      }
    }
    return null;
  }

  /** The routes that may cover a rule, and others. */
  private Set<RouteEntry<?>> meeting(Rule<T> rule) {
    Set<RouteEntry<?>> met = new LinkedHashSet<>();
    Witness witness = Witness.of(rule);
    index.search(
        witness,
        (page, number, unconditional, request) -> {
          met.add(page.entries[number]);
          return false; // go on: all of them count
        });
    if (rule.path().kind() == PathPattern.Kind.REGEX) {
      index.forEachRegexOf(witness.host(), other -> met.add(other.entry()));
    }
    return met;
  }

  /** Whether, under each host of the loser, the winner comes first and takes all requests. */
  static boolean covers(RouteEntry<?> winner, RouteEntry<?> loser) {
    if (winner.priority() < loser.priority()
        || !PathCover.covers(winner.path(), loser.path())
        || !winner.conditions().cover(loser.conditions())) {
      return false;
    }
    for (Rule<?> lost : loser.rules()) {
      boolean covered = false;
      for (Rule<?> won : winner.rules()) {
        covered |= won.host().covers(lost.host()) && RuleOrder.FIRST_WINS.compare(won, lost) < 0;
      }
      if (!covered) {
        return false;
      }
    }
    return true;
  }
}
