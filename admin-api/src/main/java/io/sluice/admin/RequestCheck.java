package io.sluice.admin;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.sluice.gateway.api.GatewayError;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Decides what a request gets: an operation, or the one that says what is wrong with it. */
final class RequestCheck {
  static final Operation MALFORMED = problem(400, "malformed_request", "Not an HTTP/1 request.");
  static final Operation TOO_LARGE =
      problem(413, "request_too_large", "The body is longer than this takes.");

  private static final Operation NO_HOST =
      problem(400, "bad_host", "Exactly one Host field is expected.");
  private static final Operation LONG_LINE =
      problem(414, "request_line_too_long", "The request line is too long.");
  private static final Operation LONG_HEADERS =
      problem(431, "headers_too_large", "The header section is too long.");
  private static final Operation NOT_FOUND =
      problem(404, "not_found", "There is nothing at this path.");
  private static final Operation BODY =
      problem(413, "body_not_expected", "No body is expected here.");

  private final Resources resources;

  RequestCheck(Resources resources) {
    this.resources = resources;
  }

  /** What answers this request; whether its body is as long as it says is not known yet. */
  Operation operation(HttpRequest request, InetSocketAddress client) {
    if (request.decoderResult().isFailure()) {
      return broken(request.decoderResult().cause());
    }
    if (!hostIsValid(request)) {
      return NO_HOST;
    }
    RequestTarget target = RequestTarget.of(request.uri());
    if (LoopbackOnly.guards(target.path())) {
      GatewayError refusal = LoopbackOnly.refusal(client, authority(request, target));
      if (refusal != null) {
        return Operation.problem(refusal);
      }
    }
    Resource resource = resources.at(target.path());
    if (resource == null) {
      return NOT_FOUND;
    }
    Operation operation = resource.operation(request.method());
    if (operation == null) {
      return notAllowed(resource.allow());
    }
    if (operation.mostBody() == 0) {
      return hasBody(request) ? BODY : operation;
    }
    return HttpUtil.getContentLength(request, 0L) > operation.mostBody() ? TOO_LARGE : operation;
  }

  /** Whether the connection may carry another request: not behind garbage or an unread body. */
  boolean allowsMore(HttpRequest request) {
    return request.decoderResult().isSuccess()
        && hostIsValid(request)
        && !hasBody(request)
        && HttpUtil.isKeepAlive(request);
  }

  private static Operation broken(Throwable cause) {
    if (cause instanceof TooLongHttpLineException) {
      return LONG_LINE;
    }
    return cause instanceof TooLongHttpHeaderException ? LONG_HEADERS : MALFORMED;
  }

  private static boolean hostIsValid(HttpRequest request) {
    int hosts = request.headers().getAll(HttpHeaderNames.HOST).size();
    return hosts == 1 || (hosts == 0 && request.protocolVersion().equals(HttpVersion.HTTP_1_0));
  }

  private static @Nullable String authority(HttpRequest request, RequestTarget target) {
    return target.authority() == null
        ? request.headers().get(HttpHeaderNames.HOST)
        : target.authority();
  }

  private static boolean hasBody(HttpRequest request) {
    return HttpUtil.isTransferEncodingChunked(request)
        || HttpUtil.getContentLength(request, 0L) != 0;
  }

  private static Operation notAllowed(String allow) {
    GatewayError error =
        GatewayError.client(405, "method_not_allowed").withDetail("Allowed here: " + allow + ".");
    return Operation.of(
        (call, reply) ->
            reply.accept(Answer.problem(error, call.requestId()).with("allow", allow)));
  }

  private static Operation problem(int status, String reason, String detail) {
    return Operation.problem(GatewayError.client(status, reason).withDetail(detail));
  }
}
