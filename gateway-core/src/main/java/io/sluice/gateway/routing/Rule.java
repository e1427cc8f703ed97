package io.sluice.gateway.routing;

/**
 * One route under one of its hosts: a route with three hosts makes three rules, each with its own
 * place in the order.
 *
 * @param nth which of the route's hosts, from 0
 */
record Rule<T>(RouteEntry<T> entry, int nth, HostPattern host) {

  long position() {
    return entry.position();
  }

  int priority() {
    return entry.priority();
  }

  PathPattern path() {
    return entry.path();
  }

  Conditions conditions() {
    return entry.conditions();
  }

  /** For people: one line without its end. */
  @Override
  public String toString() {
    return entry.id()
        + ("  priority " + priority())
        + ("  host " + host)
        + ("  path " + path() + conditions());
  }
}
