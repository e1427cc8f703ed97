package io.sluice.admin;

import io.sluice.gateway.api.GatewayError;
import java.util.List;

/** A call that makes no sense; says what its client is told. */
final class Refused extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient GatewayError error;
  private final transient List<Fault> faults;

  /**
   * One thing that is wrong with a body.
   *
   * @param pointer where (RFC 6901); empty: the whole
   * @param message the value and what was expected
   */
  record Fault(String pointer, String message) {}

  private Refused(GatewayError error, List<Fault> faults) {
    super(error.reason(), null, false, false);
    this.error = error;
    this.faults = faults;
  }

  /** With a sentence for the client. */
  static Refused because(int status, String reason, String detail) {
    return new Refused(GatewayError.client(status, reason).withDetail(detail), List.of());
  }

  /** A body that is well-formed and wrong. */
  static Refused invalid(List<Fault> faults) {
    GatewayError error = GatewayError.client(422, "invalid_body");
    return new Refused(error.withDetail("The body is not what is expected here."), faults);
  }

  Answer answer(String requestId) {
    return faults.isEmpty()
        ? Answer.problem(error, requestId)
        : Answer.problem(error, requestId, faults);
  }
}
