package io.sluice.gateway.snapshot;

import io.sluice.gateway.api.Destination;
import io.sluice.gateway.observe.RouteMetrics;
import io.sluice.gateway.observe.UpstreamMetrics;
import io.sluice.gateway.upstream.Upstream;

/**
 * An upstream as one route uses it, with the metric handles of the pair.
 *
 * @param hash what policies go by that keep like with like
 */
public record RoutedUpstream(
    Upstream upstream, HashSource hash, RouteMetrics routeMetrics, UpstreamMetrics metrics)
    implements Destination {

  @Override
  public String upstreamId() {
    return upstream.id();
  }
}
