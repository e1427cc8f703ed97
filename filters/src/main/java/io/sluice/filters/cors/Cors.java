package io.sluice.filters.cors;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import io.sluice.filters.field.Vary;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.Slot;
import io.sluice.gateway.api.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * Answers preflights and marks responses. CORS protects browsers' users, not the origin: a request
 * of an origin that is not allowed goes through, its answer just carries no permission to read it.
 *
 * <p>Origin is read when the request arrives, because a later filter may take it out.
 */
final class Cors implements Filter {
  private static final AsciiString ANY = AsciiString.cached("*");

  private final AllowedOrigins origins;
  private final PreflightAnswer preflight;
  private final ResponseMarks marks;

  /** The request's origin, where it is one of several allowed. */
  private final Slot<String> allowed;

  Cors(
      AllowedOrigins origins,
      PreflightAnswer preflight,
      ResponseMarks marks,
      Slot<String> allowed) {
    this.origins = origins;
    this.preflight = preflight;
    this.marks = marks;
    this.allowed = allowed;
  }

  @Override
  public Verdict onRequest(Exchange exchange) {
    HttpHeaders request = exchange.requestHeaders();
    String origin = request.get(HttpHeaderNames.ORIGIN);
    boolean permitted = origins.isAny() || (origin != null && origins.allow(origin));
    if (origin != null && PreflightAnswer.isAskedFor(exchange.method(), request)) {
      HttpHeaders response = exchange.responseHeaders();
      if (permitted) {
        response.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, permission(origin));
        preflight.write(request, response);
      }
      varyOnOrigin(response);
      exchange.reply(204, null, Unpooled.EMPTY_BUFFER);
      return Verdict.DONE;
    }
    if (permitted && !origins.isAny()) {
      exchange.set(allowed, origin);
    }
    return Verdict.CONTINUE;
  }

  @Override
  public Verdict onResponse(Exchange exchange) {
    HttpHeaders response = exchange.responseHeaders();
    ResponseMarks.clear(response); // two opinions in one response make browsers refuse it
    String origin = exchange.get(allowed);
    if (origins.isAny() || origin != null) {
      // With "*" also for a request without Origin: a shared cache may give it to one with it.
      response.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, permission(origin));
      marks.write(response);
    }
    varyOnOrigin(response);
    return Verdict.CONTINUE;
  }

  private CharSequence permission(@Nullable String origin) {
    return origins.isAny() || origin == null ? ANY : origin;
  }

  private void varyOnOrigin(HttpHeaders response) {
    if (!origins.isAny()) {
      Vary.on(HttpHeaderNames.ORIGIN, response);
    }
  }
}
