package io.sluice.gateway.client;

import io.sluice.gateway.api.GatewayError;

/** What can go wrong between the gateway and an origin. */
public final class ClientErrors {
  public static final GatewayError REFUSED =
      GatewayError.upstream(502, "connection_refused")
          .withDetail("The origin refused the connection.");
  public static final GatewayError CONNECT_FAILED =
      GatewayError.upstream(502, "connect_failure")
          .withDetail("No connection to the origin could be opened.");
  public static final GatewayError CONNECT_TIMEOUT =
      GatewayError.upstream(504, "connect_timeout")
          .withDetail("The origin did not accept the connection in time.");
  public static final GatewayError RESET =
      GatewayError.upstream(502, "upstream_reset")
          .withDetail("The origin closed the connection without an answer.");
  public static final GatewayError CLOSED_EARLY =
      GatewayError.upstream(502, "upstream_closed_early")
          .withDetail("The origin closed the connection before its response was complete.");
  public static final GatewayError MALFORMED =
      GatewayError.upstream(502, "malformed_response")
          .withDetail("The origin's answer is malformed.");
  public static final GatewayError UNEXPECTED_UPGRADE =
      GatewayError.upstream(502, "unexpected_upgrade")
          .withDetail("The origin switched protocols unasked.");
  public static final GatewayError NO_SOCKET =
      GatewayError.gateway(503, "no_socket")
          .withDetail("The gateway has no file descriptor left for a connection.");
  public static final GatewayError POOL_FULL =
      GatewayError.gateway(503, "connection_pool_full")
          .withDetail("All connections are in use, and as many requests wait as may.");

  private ClientErrors() {}
}
