package io.sluice.gateway.routing;

import io.sluice.gateway.config.MatchConfig;
import org.jspecify.annotations.Nullable;

/**
 * One route's change.
 *
 * @param id the route's
 * @param now how it is from now on, or null when it is in the table no more
 * @param <T> what the table's owner keeps for each route
 */
public record RouteEdit<T>(String id, @Nullable Now<T> now) {

  /**
   * A route as it is from now on.
   *
   * @param position its place in the config; those of a table ascend and may leave gaps
   * @param priority higher comes first
   * @param match which requests it takes
   * @param value what the table's owner keeps for it
   */
  public record Now<T>(long position, int priority, MatchConfig match, T value) {}

  /** Adds the route, or replaces the one of its id. */
  public static <T> RouteEdit<T> put(
      String id, long position, int priority, MatchConfig match, T value) {
    return new RouteEdit<>(id, new Now<>(position, priority, match, value));
  }

  /** Takes the route out, if it is in. */
  public static <T> RouteEdit<T> remove(String id) {
    return new RouteEdit<>(id, null);
  }
}
