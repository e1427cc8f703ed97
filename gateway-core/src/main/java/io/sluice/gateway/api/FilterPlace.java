package io.sluice.gateway.api;

import java.util.List;
import java.util.Set;

/**
 * Where a filter stands, for {@link FilterFactory#warnings}: what its own config does not say.
 * Immutable.
 *
 * @param trustsProxies whether a listener has trusted proxies, whose word on clients counts
 * @param consumers ids of those in the config
 * @param credentials of which kinds they have any
 * @param callers whom a filter in front may say to be calling: the widest answer of all of them
 * @param cacheBytes what all that is kept in memory may take
 * @param storesBehind whether a filter behind may answer with what it has stored
 */
public record FilterPlace(
    boolean trustsProxies,
    Set<String> consumers,
    Set<Credential.Kind> credentials,
    Callers callers,
    long cacheBytes,
    boolean storesBehind) {

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
    credentials = Set.copyOf(credentials);
  }

  /** The place behind a filter that may say that of callers. */
  public FilterPlace behind(Callers of) {
    return of.compareTo(callers) <= 0
        ? this
        : new FilterPlace(trustsProxies, consumers, credentials, of, cacheBytes, storesBehind);
  }

  /** The same place with this behind it. */
  public FilterPlace inFrontOf(boolean stores) {
    return stores == storesBehind
        ? this
        : new FilterPlace(trustsProxies, consumers, credentials, callers, cacheBytes, stores);
  }

  /**
   * What to warn of when a filter lets in by such credentials alone.
   *
   * @param what the credential's keys in the document, for the message
   * @param kinds any of these
   */
  public List<String> nobodyHas(String what, Credential.Kind... kinds) {
    for (Credential.Kind kind : kinds) {
      if (credentials.contains(kind)) {
        return List.of();
      }
    }
    return List.of(
        "no consumer of this config has "
            + what
            + ", so nobody gets in by it (give one to consumers[].credentials)");
  }
}
