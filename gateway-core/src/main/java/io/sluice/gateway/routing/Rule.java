package io.sluice.gateway.routing;

/**
 * One route under one of its hosts: a route with three hosts makes three rules, each with its own
 * place in the order.
 *
 * @param position the route's place in the config, from 0
 */
record Rule<T>(
    RouteEntry<T> entry,
    int position,
    int priority,
    HostPattern host,
    PathPattern path,
    Conditions conditions) {

  /** For people: one line without its end. */
  @Override
  public String toString() {
    return entry.id() + "  priority " + priority + "  host " + host + "  path " + path + conditions;
  }
}
