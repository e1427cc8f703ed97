package io.sluice.gateway.http;

import io.sluice.gateway.api.GatewayError;

/**
 * What a peer can get wrong on the wire. Every rule has one error, made once: refusing an attacker
 * must cost less than serving a client. The statuses are those of a client's mistake; for an
 * origin's the caller answers 502.
 */
public final class WireErrors {
  public static final GatewayError REQUEST_LINE =
      bad("malformed_request_line", "The request line is not METHOD SP target SP HTTP/1.x.");
  public static final GatewayError STATUS_LINE =
      bad("malformed_status_line", "The status line is not HTTP/1.x SP status.");
  public static final GatewayError TARGET =
      bad("malformed_target", "The request target has characters or a form that are not allowed.");
  public static final GatewayError VERSION =
      GatewayError.client(505, "unsupported_version").withDetail("Only HTTP/1.0 and HTTP/1.1.");
  public static final GatewayError LINE_END =
      bad("malformed_line_end", "A line ends in a bare CR or LF.");
  public static final GatewayError FIELD_NAME =
      bad("malformed_field_name", "A field name is empty, no token, or followed by white space.");
  public static final GatewayError FIELD_VALUE =
      bad("malformed_field_value", "A field value has control characters.");
  public static final GatewayError OBS_FOLD =
      bad("obsolete_line_folding", "A field continues on a second line.");
  public static final GatewayError CONTENT_LENGTH =
      bad("malformed_content_length", "Content-Length is not one decimal number.");
  public static final GatewayError REPEATED_LENGTH =
      bad("repeated_content_length", "Content-Length stands more than once.");
  public static final GatewayError LENGTH_AND_ENCODING =
      bad("ambiguous_framing", "Content-Length and Transfer-Encoding stand together.");
  public static final GatewayError TRANSFER_ENCODING =
      bad("malformed_transfer_encoding", "Transfer-Encoding does not end in one chunked.");
  public static final GatewayError UNKNOWN_CODING =
      GatewayError.client(501, "unknown_transfer_coding").withDetail("Only chunked is known.");
  public static final GatewayError HOST =
      bad("malformed_host", "Host is missing, repeated, or not a host with an optional port.");
  public static final GatewayError CHUNK = bad("malformed_chunk", "The chunked body is malformed.");
  public static final GatewayError TRAILER =
      bad("malformed_trailer", "A trailer field is malformed or there are too many.");
  public static final GatewayError REQUEST_LINE_TOO_LONG =
      GatewayError.client(414, "request_line_too_long")
          .withDetail("The request line is longer than the listener allows.");
  public static final GatewayError HEADERS_TOO_LARGE =
      GatewayError.client(431, "headers_too_large")
          .withDetail("The request has more or longer fields than the listener allows.");
  public static final GatewayError EXPECTATION =
      GatewayError.client(417, "unknown_expectation").withDetail("Only 100-continue is known.");
  public static final GatewayError UPGRADE =
      GatewayError.client(501, "upgrade_not_supported")
          .withDetail("Upgrade and CONNECT are not supported.");
  public static final GatewayError PATH_ESCAPE =
      bad("malformed_path", "The path has an invalid percent escape, a backslash or a NUL.");
  public static final GatewayError PATH_ENCODED_SLASH =
      bad("encoded_slash", "The path has an encoded slash or backslash.");
  public static final GatewayError PATH_ABOVE_ROOT =
      bad("path_above_root", "The path climbs above the root.");

  private WireErrors() {}

  private static GatewayError bad(String reason, String detail) {
    return GatewayError.client(400, reason).withDetail(detail);
  }
}
