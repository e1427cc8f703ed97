package io.sluice.gateway.api;

import java.util.Set;

/**
 * Where a filter stands, for {@link FilterFactory#warnings}: what its own config does not say.
 * Immutable.
 *
 * @param trustsProxies whether a listener has trusted proxies, whose word on clients counts
 * @param consumers ids of those in the config
 * @param callers whom a filter in front may say to be calling: the widest answer of all of them
 */
public record FilterPlace(boolean trustsProxies, Set<String> consumers, Callers callers) {

  /** Whom a filter may say to be calling; each has all that stand before it. */
  public enum Callers {
    /** Nobody: it does not authenticate. */
    NONE,
    /** Consumers of the config. */
    CONSUMERS,
    /** Whoever another party names. */
    ANYBODY
  }

  public FilterPlace {
    consumers = Set.copyOf(consumers);
  }

  /** The place behind a filter that may say that of callers. */
  public FilterPlace behind(Callers of) {
    return of.compareTo(callers) <= 0 ? this : new FilterPlace(trustsProxies, consumers, of);
  }
}
