package io.sluice.gateway.proxy;

import io.netty.buffer.ByteBuf;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.event.Worker;
import io.sluice.gateway.filter.ChainRunner;
import io.sluice.gateway.http.RequestHead;
import io.sluice.gateway.http.WireHeaders;
import io.sluice.gateway.routing.RouteEntry;
import io.sluice.gateway.snapshot.ListenerRules;
import io.sluice.gateway.snapshot.Route;
import io.sluice.gateway.snapshot.SnapshotLease;
import org.jspecify.annotations.Nullable;

/**
 * An exchange that a client has begun: finds its route, is admitted, and is counted and logged when
 * it ends. Confined to its worker's event loop.
 */
public final class ClientExchange extends ProxyExchange {
  private boolean admitted;

  public ClientExchange(
      Worker worker, SnapshotLease lease, ClientStream client, ClientInfo info, RequestHead head) {
    super(worker, lease, client, new ExchangeRequest(head, info));
  }

  /** Starts the exchange. */
  public void begin(ListenerRules rules) {
    lease.exchangeBegan();
    if (lease.accessLog().enabled()) {
      request.keepForLog();
    }
    GatewayError wrong = request.prepare(rules, worker);
    String told = request.takeClass(lease.overload().classHeader());
    if (wrong != null) {
      fail(wrong);
      return;
    }
    RouteEntry<Route> found = lease.match(request);
    if (found == null) {
      RouteAnswer.none(this, allowed());
      return;
    }
    matched(found);
    Route route = found.value();
    route.metrics().started(worker.index());
    admitted = lease.overload().enter(worker, this, route.requestClass(), told);
    if (!admitted) {
      fail(ProxyErrors.OVERLOADED);
      return;
    }
    timeouts(route.requestNanos(), route.idleNanos());
    start(new ChainRunner(route.chain(), this));
  }

  /** Starts and ends an exchange whose request is refused before it could be understood. */
  public void refuse(GatewayError why) {
    lease.exchangeBegan();
    request.identify(worker);
    fail(why);
  }

  /** A piece of the request's body; takes ownership. */
  public void onRequestBody(ByteBuf data) {
    if (hasEnded()) {
      data.release();
    } else {
      requestBody.add(data);
    }
  }

  /** The request is complete. */
  public void onRequestEnd(@Nullable WireHeaders trailers) {
    if (!hasEnded()) {
      requestBody.end(trailers);
    }
  }

  /** All that was received in one go has been told. */
  public void onClientReadComplete() {
    Forwarding forwarding = forwardingOrNull();
    if (forwarding != null) {
      forwarding.flush();
    }
  }

  @Override
  void ended() {
    ExchangeRecord.write(this, lease, worker, routeOrNull());
    if (admitted) {
      lease.overload().leave(worker);
    }
    lease.exchangeEnded();
  }
}
