package io.sluice.gateway.proxy;

import io.sluice.gateway.client.UpstreamConnection;
import io.sluice.gateway.event.Timeout;
import io.sluice.gateway.event.Worker;

/** Ends an exchange whose origin takes not a byte more of the request for the idle time. */
final class UploadStall extends Timeout {
  private final Forwarding forwarding;
  private final ProxyExchange exchange;
  private final UpstreamConnection connection;
  private final Worker worker;
  private long unsent;

  /** Of an exchange whose idle time is not endless; begins now. */
  UploadStall(
      Forwarding forwarding, ProxyExchange exchange, UpstreamConnection connection, Worker worker) {
    this.forwarding = forwarding;
    this.exchange = exchange;
    this.connection = connection;
    this.worker = worker;
    watch();
  }

  private void watch() {
    unsent = connection.unsentBytes();
    worker.timers().start(this, exchange.idleNanos);
  }

  @Override
  protected void expired() {
    if (connection.unsentBytes() == unsent) {
      forwarding.stopped();
      exchange.broken(ProxyErrors.UPSTREAM_IDLE);
    } else {
      watch();
    }
  }
}
