package io.sluice.filters.fallback;

import io.sluice.filters.meter.RouteCounters;
import io.sluice.gateway.api.Destination;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.FilterFactory;
import io.sluice.gateway.api.FilterPlace;
import java.util.List;
import java.util.Set;

/** Makes {@code fallback} filters. */
public final class FallbackFactory implements FilterFactory<FallbackConfig> {

  @Override
  public String name() {
    return "fallback";
  }

  @Override
  public String description() {
    return "Answers, asks another upstream or uses what is stored, where the origin does not serve.";
  }

  @Override
  public Class<FallbackConfig> configType() {
    return FallbackConfig.class;
  }

  @Override
  public Set<String> upstreams(FallbackConfig config) {
    return config.upstream() == null ? Set.of() : Set.of(config.upstream());
  }

  @Override
  public List<String> warnings(FallbackConfig config, FilterPlace place) {
    if (config.upstream() != null && place.storesBehind()) {
      return List.of(
          "upstream: a cache behind asks for GET itself, and what it could not get is not asked for"
              + " elsewhere (put this filter behind the cache)");
    }
    return config.stale() != null && !place.storesBehind()
        ? List.of(
            "stale: no filter behind stores anything, so there is never anything to use (put cache behind)")
        : List.of();
  }

  @Override
  public Filter create(FallbackConfig config, FilterContext context) {
    Trigger trigger = Trigger.of(config.on());
    if (config.stale() != null) {
      return new StaleFallback(trigger);
    }
    RouteCounters counters =
        RouteCounters.of(
            context,
            "sluice.fallback",
            "Responses that were replaced by a fallback, or could not be",
            "kind",
            "direct_response",
            "upstream",
            "impossible");
    FallbackAnswer answer = config.directResponse();
    if (answer != null) {
      return new DirectFallback(trigger, answer, () -> counters.increment(0));
    }
    String id = config.upstream();
    if (id == null) {
      throw new IllegalArgumentException(
          "upstream: none (expected: its id, direct_response or stale)");
    }
    if (id.equals(context.upstreamId())) {
      throw new IllegalArgumentException(
          "upstream: " + id + " (expected: another than the route's own)");
    }
    return new UpstreamFallback(
        trigger, upstream(id, context), () -> counters.increment(1), () -> counters.increment(2));
  }

  private static Destination upstream(String id, FilterContext context) {
    try {
      return context.upstream(id);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("upstream: " + e.getMessage(), e);
    }
  }
}
