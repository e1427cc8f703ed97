package io.sluice.filters.cache;

import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.Kept;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * What the routes in force say of their cache: a request on one of them may concern what another
 * one has stored. Any thread.
 */
final class Policies {
  private final ConcurrentMap<String, CachePolicy> byRoute = new ConcurrentHashMap<>();

  /** Each time that a route is made it is another one. */
  private record Identity(CachePolicy policy) {}

  /** For a factory: they have it from when the config runs until none does that has it. */
  void keep(FilterContext context, CachePolicy policy) {
    String route = context.routeId();
    context.keep(
        new Identity(policy),
        () ->
            new Kept() {
              @Override
              public void adopted() {
                byRoute.put(route, policy);
              }

              @Override
              public void close() {
                byRoute.remove(route, policy);
              }
            });
  }

  /** That of a route; null when it has no cache. */
  @Nullable CachePolicy of(String route) {
    return byRoute.get(route);
  }
}
