package io.sluice.admin;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.sluice.gateway.api.GatewayError;

/** Decides what a request gets: a resource, or the resource that says what is wrong with it. */
final class RequestCheck {
  private static final Resource MALFORMED =
      problem(400, "malformed_request", "Not an HTTP/1 request.");
  private static final Resource NO_HOST =
      problem(400, "bad_host", "Exactly one Host field is expected.");
  private static final Resource LONG_LINE =
      problem(414, "request_line_too_long", "The request line is too long.");
  private static final Resource LONG_HEADERS =
      problem(431, "headers_too_large", "The header section is too long.");
  private static final Resource NOT_FOUND =
      problem(404, "not_found", "There is nothing at this path.");
  private static final Resource BODY =
      problem(413, "body_not_expected", "No body is expected here.");
  private static final GatewayError ONLY_READ =
      GatewayError.client(405, "method_not_allowed")
          .withDetail("Only GET and HEAD are allowed here.");

  private final Resources resources;

  RequestCheck(Resources resources) {
    this.resources = resources;
  }

  /** What answers this request. */
  Resource resource(HttpRequest request) {
    if (request.decoderResult().isFailure()) {
      return broken(request.decoderResult().cause());
    }
    if (!hostIsValid(request)) {
      return NO_HOST;
    }
    Resource resource = resources.at(request.uri());
    if (resource == null) {
      return NOT_FOUND;
    }
    if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
      return (id, reply) -> reply.accept(Answer.problem(ONLY_READ, id).with("allow", "GET, HEAD"));
    }
    return hasBody(request) ? BODY : resource;
  }

  /** Whether the connection may carry another request: not behind garbage or an unread body. */
  boolean allowsMore(HttpRequest request) {
    return request.decoderResult().isSuccess()
        && hostIsValid(request)
        && !hasBody(request)
        && HttpUtil.isKeepAlive(request);
  }

  private static Resource broken(Throwable cause) {
    if (cause instanceof TooLongHttpLineException) {
      return LONG_LINE;
    }
    return cause instanceof TooLongHttpHeaderException ? LONG_HEADERS : MALFORMED;
  }

  private static boolean hostIsValid(HttpRequest request) {
    int hosts = request.headers().getAll(HttpHeaderNames.HOST).size();
    return hosts == 1 || (hosts == 0 && request.protocolVersion().equals(HttpVersion.HTTP_1_0));
  }

  private static boolean hasBody(HttpRequest request) {
    return HttpUtil.isTransferEncodingChunked(request)
        || HttpUtil.getContentLength(request, 0L) != 0;
  }

  private static Resource problem(int status, String reason, String detail) {
    GatewayError error = GatewayError.client(status, reason).withDetail(detail);
    return (id, reply) -> reply.accept(Answer.problem(error, id));
  }
}
