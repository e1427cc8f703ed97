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

  static final Operation NO_ROOM =
      Operation.of(
          (call, reply) ->
              reply.accept(
                  Answer.problem(
                          GatewayError.client(503, "too_many_bodies")
                              .withDetail("Other long bodies are still being read."),
                          call.requestId())
                      .with("retry-after", "1")));

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

  private static final String ROLE = "role_forbids";

  private final Resources resources;
  private final Access access;
  private final AuditLog audit;

  RequestCheck(Resources resources, Access access, AuditLog audit) {
    this.resources = resources;
    this.access = access;
    this.audit = audit;
  }

  /**
   * What answers this request, and for whom; whether its body is as long as it says is not known
   * yet.
   */
  record Asked(Operation operation, Caller caller, Query query) {
    static Asked problem(Operation operation) {
      return new Asked(operation, Caller.ANYBODY, Query.NONE);
    }
  }

  /** What answers this request. */
  Asked asked(HttpRequest request, InetSocketAddress client) {
    if (request.decoderResult().isFailure()) {
      return Asked.problem(broken(request.decoderResult().cause()));
    }
    if (!hostIsValid(request)) {
      return Asked.problem(NO_HOST);
    }
    RequestTarget target = RequestTarget.of(request.uri());
    try {
      Caller caller =
          LoopbackOnly.guards(target.path())
              ? access.caller(request, client, authority(request, target))
              : null;
      return asked(request, client, target.path(), caller);
    } catch (Refused e) {
      return Asked.problem(Operation.of((call, reply) -> reply.accept(e.answer(call.requestId()))));
    }
  }

  /**
   * @param caller null where everybody is served
   */
  private Asked asked(
      HttpRequest request, InetSocketAddress client, String path, @Nullable Caller caller)
      throws Refused {
    Resource resource = resources.at(path);
    if (resource == null) {
      return Asked.problem(NOT_FOUND);
    }
    Operation operation = resource.operation(request.method());
    if (operation == null) {
      return Asked.problem(notAllowed(resource.allow()));
    }
    Query query = caller == null ? Query.NONE : Query.of(request.uri(), operation.parameters());
    if (caller != null && !caller.isAdmin() && operation.writes() && !query.flag("dry_run")) {
      audit.refused(caller.name(), client, request.method().name(), path, ROLE);
      throw Refused.because(403, ROLE, "The token's role is viewer: it reads, and tries changes.");
    }
    if (operation.mostBody() == 0) {
      return hasBody(request) ? Asked.problem(BODY) : new Asked(operation, used(caller), query);
    }
    return HttpUtil.getContentLength(request, 0L) > operation.mostBody()
        ? Asked.problem(TOO_LARGE)
        : new Asked(operation, used(caller), query);
  }

  private static Caller used(@Nullable Caller caller) {
    return caller == null ? Caller.ANYBODY : caller;
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
