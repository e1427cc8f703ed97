package io.sluice.gateway.proxy;

import io.sluice.gateway.api.GatewayError;

/** Errors of the proxy itself. */
public final class ProxyErrors {
  static final GatewayError NO_ROUTE =
      GatewayError.gateway(404, "no_route").withDetail("No route matches this request.");
  static final GatewayError METHOD_NOT_ALLOWED =
      GatewayError.client(405, "method_not_allowed")
          .withDetail("Routes match this request, but not with this method.");
  static final GatewayError TRACE_HERE =
      GatewayError.client(405, "method_not_allowed")
          .withDetail("Max-Forwards asks the gateway itself, which does not answer TRACE.");
  static final GatewayError UPSTREAM_FULL =
      GatewayError.gateway(503, "upstream_full")
          .withDetail("The upstream has as many requests in flight as it may have.");
  static final GatewayError ROUTE_FULL =
      GatewayError.gateway(503, "route_full")
          .withDetail("The route has as many requests in flight as it may have.");
  static final GatewayError OVERLOADED =
      GatewayError.gateway(503, "overloaded")
          .withDetail("There are more requests than can be served; this one may pass later.");
  static final GatewayError DEGRADED =
      GatewayError.gateway(503, "degraded").withDetail("The route is switched off for now.");
  static final GatewayError NO_ENDPOINT =
      GatewayError.gateway(503, "no_endpoint")
          .withDetail("The upstream has no server that may be asked.");
  static final GatewayError REQUEST_TIMEOUT =
      GatewayError.upstream(504, "request_timeout")
          .withDetail("The exchange took longer than the route allows.");
  static final GatewayError CLIENT_TIMEOUT =
      GatewayError.client(504, "request_timeout")
          .withDetail("The exchange took longer than the client said that it would wait.");
  static final GatewayError TRY_TIMEOUT =
      GatewayError.upstream(504, "per_try_timeout")
          .withDetail("The origin took longer than one attempt may.");
  static final GatewayError UPSTREAM_IDLE =
      GatewayError.upstream(504, "upstream_idle_timeout")
          .withDetail("The origin stopped sending, or did not begin.");
  static final GatewayError QUESTION_TIMEOUT =
      GatewayError.upstream(504, "question_timeout")
          .withDetail("A service that a filter asks did not answer in time.");
  static final GatewayError ANSWER_TOO_LARGE =
      GatewayError.upstream(502, "answer_too_large")
          .withDetail("A service that a filter asks answered with more than the filter takes.");
  static final GatewayError CLIENT_IDLE =
      GatewayError.client(408, "client_idle_timeout")
          .withDetail("The client stopped reading the response.");
  static final GatewayError FILTER_TIMEOUT = GatewayError.gateway(504, "filter_timeout");
  static final GatewayError BODY_LENGTH =
      GatewayError.gateway(500, "filter_error")
          .withDetail("A filter changed the request's body and left its content-length.");
  static final GatewayError RESPONSE_LENGTH =
      GatewayError.gateway(500, "filter_error")
          .withDetail("A filter changed the response's body and left its content-length.");
  static final GatewayError CLIENT_CLOSED = GatewayError.client(499, "client_closed");

  /** The gateway ends, and the exchange did not in the time that was left. */
  public static final GatewayError DRAIN_TIMEOUT =
      GatewayError.gateway(503, "drain_timeout")
          .withDetail("The gateway ends, and the exchange took longer than it could wait.");

  /** The request's head came too slowly. */
  public static final GatewayError HEAD_TIMEOUT =
      GatewayError.client(408, "request_head_timeout")
          .withDetail("The request's head came too slowly.");

  /** The request's body came too slowly. */
  public static final GatewayError BODY_TIMEOUT =
      GatewayError.client(408, "request_body_timeout")
          .withDetail("The request's body came too slowly.");

  /** The request's body is larger than allowed. */
  public static final GatewayError TOO_LARGE =
      GatewayError.client(413, "request_too_large")
          .withDetail("The request's body is larger than allowed.");

  private ProxyErrors() {}
}
