package io.sluice.filters.cors;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import io.sluice.filters.field.Vary;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a preflight of an allowed origin. What is not listed but mirrored is named in Vary.
 * Lists go out whole: the browser compares, and tells its user what is missing.
 */
final class PreflightAnswer {
  private final Names methods;
  private final Names headers;
  private final boolean credentials;
  private final boolean privateNetwork;
  private final @Nullable AsciiString maxAge;

  private PreflightAnswer(
      Names methods,
      Names headers,
      boolean credentials,
      boolean privateNetwork,
      @Nullable AsciiString maxAge) {
    this.methods = methods;
    this.headers = headers;
    this.credentials = credentials;
    this.privateNetwork = privateNetwork;
    this.maxAge = maxAge;
  }

  static PreflightAnswer of(CorsConfig config) {
    Duration maxAge = config.maxAge();
    return new PreflightAnswer(
        Names.of("allow_methods", config.allowMethods()),
        Names.of("allow_headers", config.allowHeaders()),
        config.allowCredentials(),
        config.allowPrivateNetwork(),
        maxAge == null ? null : AsciiString.cached(Long.toString(maxAge.toSeconds())));
  }

  /** Fetch Standard, section 3.2.2; the caller has seen that there is an Origin. */
  static boolean isAskedFor(String method, HttpHeaders request) {
    return method.equals("OPTIONS")
        && request.contains(HttpHeaderNames.ACCESS_CONTROL_REQUEST_METHOD);
  }

  void write(HttpHeaders request, HttpHeaders response) {
    permit(
        methods,
        request,
        HttpHeaderNames.ACCESS_CONTROL_REQUEST_METHOD,
        response,
        HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS);
    permit(
        headers,
        request,
        HttpHeaderNames.ACCESS_CONTROL_REQUEST_HEADERS,
        response,
        HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS);
    if (credentials) {
      response.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_CREDENTIALS, ResponseMarks.TRUE);
    }
    if (maxAge != null) {
      response.set(HttpHeaderNames.ACCESS_CONTROL_MAX_AGE, maxAge);
    }
    if (privateNetwork
        && request.contains(
            HttpHeaderNames.ACCESS_CONTROL_REQUEST_PRIVATE_NETWORK, ResponseMarks.TRUE, true)) {
      response.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_PRIVATE_NETWORK, ResponseMarks.TRUE);
    }
  }

  private static void permit(
      Names allowed,
      HttpHeaders request,
      AsciiString asking,
      HttpHeaders response,
      AsciiString allowing) {
    if (!allowed.any()) {
      if (allowed.joined() != null) {
        response.set(allowing, allowed.joined());
      }
      return;
    }
    // Mirrored rather than "*", which would leave out Authorization and mean nothing with
    // credentials.
    Vary.on(asking, response);
    String asked = request.get(asking);
    if (asked != null && Names.isTokenList(asked)) {
      response.set(allowing, asked);
    }
  }
}
