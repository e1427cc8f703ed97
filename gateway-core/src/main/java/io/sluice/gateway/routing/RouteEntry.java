package io.sluice.gateway.routing;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A route that took a request.
 *
 * @param <T> what the table's owner keeps for each route
 */
public final class RouteEntry<T> {
  private final String id;
  private final T value;
  private final PathPattern path;

  // Not for lookups, which have these in the index.
  private final long position;
  private final int priority;
  private final List<HostPattern> hosts;
  private final Conditions conditions;

  /**
   * A route.
   *
   * @param position its place in the config
   */
  RouteEntry(
      String id,
      T value,
      long position,
      int priority,
      List<HostPattern> hosts,
      PathPattern path,
      Conditions conditions) {
    this.id = id;
    this.value = value;
    this.position = position;
    this.priority = priority;
    this.hosts = hosts;
    this.path = path;
    this.conditions = conditions;
  }

  /** The route's id. */
  public String id() {
    return id;
  }

  /** What was added with it. */
  public T value() {
    return value;
  }

  /**
   * What a variable of the route's path template stands for. Found anew at each call: most requests
   * never ask.
   *
   * @param path a path that this route matched
   * @return as it stands in the path, still percent-encoded, or null when there is no such variable
   */
  public @Nullable String pathParameter(String path, String name) {
    return this.path.parameter(path, name);
  }

  PathPattern path() {
    return path;
  }

  long position() {
    return position;
  }

  int priority() {
    return priority;
  }

  Conditions conditions() {
    return conditions;
  }

  /** It under each of its hosts. */
  List<Rule<T>> rules() {
    List<Rule<T>> rules = new ArrayList<>(hosts.size());
    for (int i = 0; i < hosts.size(); i++) {
      rules.add(new Rule<>(this, i, hosts.get(i)));
    }
    return rules;
  }

  /** Whether another takes the same requests, at the same place in the order. */
  boolean matchesLike(RouteEntry<T> other) {
    return position == other.position
        && priority == other.priority
        && hosts.equals(other.hosts)
        && path.equals(other.path)
        && conditions.equals(other.conditions);
  }

  /** Its id. */
  @Override
  public String toString() {
    return id;
  }
}
