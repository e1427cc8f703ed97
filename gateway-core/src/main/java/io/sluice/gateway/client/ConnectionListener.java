package io.sluice.gateway.client;

import io.sluice.gateway.api.GatewayError;

/**
 * Waits for a connection of a {@link ConnectionPool}; exactly one of its methods is called, once.
 */
public interface ConnectionListener {

  /** Here is one; it belongs to the listener until its response has ended or it is cancelled. */
  void onConnection(UpstreamConnection connection);

  /** There is none. */
  void onConnectionFailure(GatewayError error);
}
