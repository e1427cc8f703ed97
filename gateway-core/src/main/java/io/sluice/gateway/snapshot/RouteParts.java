package io.sluice.gateway.snapshot;

import io.sluice.gateway.api.Kept;
import io.sluice.gateway.api.ResponseCache;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one compiled route keeps open, and what it depends on. Snapshots share a compiled route
 * while its config stays the same. Control thread.
 */
public final class RouteParts implements AutoCloseable {
  private final Keepsakes keepsakes;
  private final List<AutoCloseable> own = new ArrayList<>(2);
  private final Map<Object, Kept> kept = new LinkedHashMap<>(4);
  private final Set<String> upstreams = new HashSet<>(2);

  RouteParts(Keepsakes keepsakes) {
    this.keepsakes = keepsakes;
  }

  /** Keeps a thing that nobody else has. */
  <T extends AutoCloseable> T own(T thing) {
    own.add(thing);
    return thing;
  }

  /** Keeps what outlives this route, for the ones that follow it or stand beside it. */
  @SuppressWarnings("unchecked") // who names the identity is who made the thing
  <T extends Kept> T keep(Object identity, Supplier<T> make) {
    Kept known = kept.get(identity);
    if (known == null) {
      known = keepsakes.take(identity, make);
      kept.put(identity, known);
    }
    return (T) known;
  }

  /** Says that it refers to an upstream. */
  void uses(String upstreamId) {
    upstreams.add(upstreamId);
  }

  /** Ids of the upstreams that it refers to. */
  Set<String> upstreams() {
    return upstreams;
  }

  /** The things that it keeps over configs. */
  Iterable<Kept> kept() {
    return kept.values();
  }

  /** The cache that its filters store responses in; null when none of them does. */
  @Nullable ResponseCache responseCache() {
    for (Kept thing : kept.values()) {
      if (thing instanceof ResponseCache cache) {
        return cache;
      }
    }
    return null;
  }

  @Override
  public void close() {
    own.forEach(Lifetimes::close);
    kept.keySet().forEach(keepsakes::giveBack);
  }
}
