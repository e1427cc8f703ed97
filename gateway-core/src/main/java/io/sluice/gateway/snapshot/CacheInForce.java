package io.sluice.gateway.snapshot;

import io.sluice.gateway.api.ResponseCache;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The cache that routes of the running config share, for operators. By what is published and not by
 * what is kept: a config that is only checked has things too, and exchanges hold those of configs
 * that are over.
 */
final class CacheInForce {
  private final Set<RouteParts> routes = new HashSet<>(); // that have it; control thread
  private volatile @Nullable ResponseCache now; // written by the control thread

  /** A snapshot comes into force. Control thread. */
  void adopt(Compiled compiled) {
    for (AutoCloseable thing : compiled.dropped()) {
      if (thing instanceof RouteParts parts) {
        routes.remove(parts);
      }
    }
    for (AutoCloseable thing : compiled.added()) {
      if (thing instanceof RouteParts parts && parts.responseCache() != null) {
        routes.add(parts);
      }
    }
    now = routes.isEmpty() ? null : routes.iterator().next().responseCache();
  }

  /** Nothing is in force any more. Control thread. */
  void end() {
    routes.clear();
    now = null;
  }

  /** It; null when no route has one. Any thread. */
  @Nullable ResponseCache now() {
    return now;
  }
}
