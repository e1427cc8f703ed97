package io.sluice.gateway.snapshot;

import io.sluice.gateway.api.Destination;
import io.sluice.gateway.observe.RouteMetrics;
import io.sluice.gateway.observe.UpstreamMetrics;
import io.sluice.gateway.upstream.Upstream;

/** An upstream as one route uses it, with the metric handles of the pair. */
public record RoutedUpstream(Upstream upstream, RouteMetrics routeMetrics, UpstreamMetrics metrics)
    implements Destination {

  @Override
  public String upstreamId() {
    return upstream.id();
  }
}
