package io.sluice.filters.cors;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/** What a response to an allowed origin carries beside the permission itself. */
final class ResponseMarks {
  static final AsciiString TRUE = AsciiString.cached("true");

  private static final AsciiString[] CORS_FIELDS = {
    HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN,
    HttpHeaderNames.ACCESS_CONTROL_ALLOW_CREDENTIALS,
    HttpHeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS,
    HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS,
    HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS,
    HttpHeaderNames.ACCESS_CONTROL_MAX_AGE,
    HttpHeaderNames.ACCESS_CONTROL_ALLOW_PRIVATE_NETWORK
  };

  private final boolean credentials;
  private final @Nullable AsciiString exposed;

  private ResponseMarks(boolean credentials, @Nullable AsciiString exposed) {
    this.credentials = credentials;
    this.exposed = exposed;
  }

  static ResponseMarks of(CorsConfig config) {
    Names names = Names.of("expose_headers", config.exposeHeaders());
    if (names.any() && config.allowCredentials()) {
      // Fetch Standard: with credentials "*" is a field of that name.
      throw new IllegalArgumentException(
          "expose_headers: * with allow_credentials (expected: the fields by name)");
    }
    return new ResponseMarks(config.allowCredentials(), names.joined());
  }

  /** Takes out what the origin server says about CORS. */
  static void clear(HttpHeaders response) {
    for (AsciiString field : CORS_FIELDS) {
      response.remove(field);
    }
  }

  void write(HttpHeaders response) {
    if (credentials) {
      response.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_CREDENTIALS, TRUE);
    }
    if (exposed != null) {
      response.set(HttpHeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
    }
  }
}
