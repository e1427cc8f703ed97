package io.sluice.gateway.routing;

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

  RouteEntry(String id, T value, PathPattern path) {
    this.id = id;
    this.value = value;
    this.path = path;
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

  /** Its id. */
  @Override
  public String toString() {
    return id;
  }
}
