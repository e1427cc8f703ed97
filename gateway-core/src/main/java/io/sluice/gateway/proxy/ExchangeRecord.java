package io.sluice.gateway.proxy;

import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.event.Worker;
import io.sluice.gateway.observe.AccessEntry;
import io.sluice.gateway.observe.RouteMetrics;
import io.sluice.gateway.snapshot.Route;
import io.sluice.gateway.snapshot.SnapshotLease;
import io.sluice.gateway.upstream.PooledEndpoint;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What is left of an exchange when it is over: figures and a line in the access log. */
final class ExchangeRecord {
  private ExchangeRecord() {}

  static void write(
      ProxyExchange exchange, SnapshotLease lease, Worker worker, @Nullable Route route) {
    ProxyExchange asker = asker(exchange);
    Forwarding forwarding = asker.forwardingOrNull();
    long nanos = exchange.elapsedNanos();
    RouteMetrics metrics = lease.noRoute();
    if (forwarding != null) {
      metrics = forwarding.routeMetrics();
    } else if (route != null) {
      metrics = route.metrics();
    } else {
      metrics.started(worker.index());
    }
    metrics.completed(worker.index(), exchange.status(), nanos);
    GatewayError error = exchange.error();
    if (error != null) {
      metrics.localReply(worker.index(), error.reason());
    }
    if (lease.accessLog().enabled()) {
      lease.accessLog().record(entry(exchange, asker, lease, route, nanos));
    }
  }

  /** Who has asked the origin for what the exchange is answered with: itself, or a branch. */
  private static ProxyExchange asker(ProxyExchange exchange) {
    BranchExchange asked = exchange.forwardingOrNull() == null ? exchange.asked() : null;
    return asked == null ? exchange : asked;
  }

  private static AccessEntry entry(
      ProxyExchange exchange,
      ProxyExchange asker,
      SnapshotLease lease,
      @Nullable Route route,
      long durationNanos) {
    ExchangeRequest request = exchange.request();
    GatewayError error = exchange.error();
    Forwarding forwarding = asker.forwardingOrNull();
    PooledEndpoint endpoint = forwarding == null ? null : forwarding.endpoint();
    return new AccessEntry(
        System.currentTimeMillis() - TimeUnit.NANOSECONDS.toMillis(durationNanos),
        request.requestId(),
        request.clientIp(),
        request.method(),
        request.scheme(),
        request.host(),
        request.path(),
        request.query(),
        route == null ? lease.secretParameters() : route.chain().secretParameters(),
        lease.secretParameters(),
        request.head().minorVersion() == 1 ? "HTTP/1.1" : "HTTP/1.0",
        exchange.status(),
        exchange.requestBytes(),
        exchange.responseBytes(),
        durationNanos,
        forwarding == null ? null : forwarding.upstream().id(),
        endpoint == null ? null : endpoint.name(),
        forwarding == null ? -1 : forwarding.upstreamNanos(),
        forwarding == null ? 0 : forwarding.attempts(),
        route == null ? null : route.id(),
        error == null ? null : error.reason(),
        exchange.consumer(),
        request.userAgent(),
        request.referer(),
        exchange.cached(),
        story(exchange, asker));
  }

  private static @Nullable String story(ProxyExchange exchange, ProxyExchange asker) {
    String own = exchange.story();
    String its = asker.story();
    if (exchange.equals(asker) || its == null) {
      return own;
    }
    return own == null ? its : own + "; " + its;
  }
}
