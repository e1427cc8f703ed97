package io.sluice.gateway.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.sluice.gateway.api.Branch;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.api.Identity;
import io.sluice.gateway.routing.RouteEntry;
import io.sluice.gateway.snapshot.Route;

/** An exchange to look at: it ends where it begins, and ignores what comes late as any other. */
final class UnsentExchange extends ProxyExchange {

  /** Hears nothing: its stream is told to forget it. */
  private static final Branch.Receiver NOBODY =
      new Branch.Receiver() {
        @Override
        public void onHead(int status, HttpHeaders fields) {}

        @Override
        public void onBody(ByteBuf piece) {}

        @Override
        public void onEnd() {}

        @Override
        public void onFailure(GatewayError why) {}
      };

  UnsentExchange(ExchangeState of, ExchangeRequest request, RouteEntry<Route> route) {
    this(of, request, route, new BranchStream(NOBODY, of.allocator()));
  }

  private UnsentExchange(
      ExchangeState of, ExchangeRequest request, RouteEntry<Route> route, BranchStream nowhere) {
    super(of.worker, of.lease, nowhere, request);
    nowhere.forget();
    nowhere.serve(this);
    matched(route);
    Identity caller = of.identity();
    if (caller != null) {
      identity(caller);
    }
    finish();
  }

  @Override
  void ended() {}
}
