package io.sluice.gateway.api;

import java.net.InetSocketAddress;

/**
 * What a {@link GatewayService} sees of the gateway; every method may be called from any thread.
 */
public interface GatewayControl {

  /** Where the admin listener binds. */
  InetSocketAddress adminAddress();

  /** Whether the gateway takes new work: listeners are bound and it does not drain. */
  boolean ready();

  /** All metrics as Prometheus text; blocking, so never on an event loop of the data plane. */
  String scrape();

  /** Revision of the running config; rises by one with each change. */
  long revision();
}
