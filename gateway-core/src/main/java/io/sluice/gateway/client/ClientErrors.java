package io.sluice.gateway.client;

import io.sluice.gateway.api.GatewayError;

/** What can go wrong between the gateway and an origin. */
public final class ClientErrors {
  public static final GatewayError REFUSED = GatewayError.upstream(502, "connection_refused");
  public static final GatewayError CONNECT_FAILED = GatewayError.upstream(502, "connect_failure");
  public static final GatewayError CONNECT_TIMEOUT = GatewayError.upstream(504, "connect_timeout");
  public static final GatewayError RESET = GatewayError.upstream(502, "upstream_reset");
  public static final GatewayError CLOSED_EARLY =
      GatewayError.upstream(502, "upstream_closed_early")
          .withDetail("The origin closed the connection before its response was complete.");
  public static final GatewayError MALFORMED = GatewayError.upstream(502, "malformed_response");
  public static final GatewayError UNEXPECTED_UPGRADE =
      GatewayError.upstream(502, "unexpected_upgrade")
          .withDetail("The origin switched protocols unasked.");
  public static final GatewayError POOL_FULL = GatewayError.gateway(503, "connection_pool_full");

  private ClientErrors() {}
}
