package io.sluice.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.http.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** A call that makes no sense; says what its client is told. */
final class Refused extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient GatewayError error;
  private final transient Map<String, Object> members = new LinkedHashMap<>();
  private final transient Map<String, String> headers = new LinkedHashMap<>();

  /**
   * One thing that is wrong with a body.
   *
   * @param pointer where (RFC 6901); empty: the whole
   * @param message the value and what was expected
   */
  record Fault(String pointer, String message) {}

  Refused(GatewayError error) {
    super(error.reason(), null, false, false);
    this.error = error;
  }

  /** With a sentence for the client. */
  static Refused because(int status, String reason, String detail) {
    return new Refused(GatewayError.client(status, reason).withDetail(detail));
  }

  /** A body that is well-formed and wrong. */
  static Refused invalid(List<Fault> faults) {
    GatewayError error = GatewayError.client(422, "invalid_body");
    return new Refused(error.withDetail("The body is not what is expected here."))
        .with("errors", faults);
  }

  /** A body that would make a config that is refused. */
  static Refused config(List<Fault> faults) {
    GatewayError error = GatewayError.client(422, "invalid_config");
    return new Refused(error.withDetail("The config would have errors; nothing has changed."))
        .with("errors", faults);
  }

  /** With a further member of the problem. */
  Refused with(String member, Object value) {
    members.put(member, value);
    return this;
  }

  /** With a header of the answer. */
  Refused header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  String reason() {
    return error.reason();
  }

  Answer answer(String requestId) {
    Answer answer = Answer.problem(error, requestId);
    if (!members.isEmpty()) {
      ObjectNode problem = Json.object(Problem.bytes(error, requestId));
      members.forEach((member, value) -> problem.set(member, Json.tree(value)));
      answer =
          Answer.of(
              HttpResponseStatus.valueOf(error.status()), Problem.CONTENT_TYPE, Json.text(problem));
    }
    for (Map.Entry<String, String> header : headers.entrySet()) {
      answer = answer.with(header.getKey(), header.getValue());
    }
    return answer;
  }
}
