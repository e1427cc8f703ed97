package io.sluice.filters.forwardauth;

import io.sluice.gateway.api.Authentication.Accepted;
import io.sluice.gateway.api.Authentication.Refused;
import io.sluice.gateway.api.GatewayError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the service has said of a request. Immutable. */
sealed interface Decision {

  /**
   * It may pass.
   *
   * @param fields for the client: names and values by turns
   */
  record Allowed(Accepted accepted, List<String> fields) implements Decision {}

  /**
   * It may not, and the client gets what the service has answered.
   *
   * @param fields names and values by turns
   * @param refused the same for who tries other ways after a 401; null of another status
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Denied(int status, List<String> fields, byte[] body, @Nullable Refused refused)
      implements Decision {}

  /**
   * It has not said anything that would be a decision, so nobody passes.
   *
   * @param cause for the access log, from a bounded set
   */
  record Unknown(String cause) implements Decision {
    /** What the client is told. */
    static final Refused REFUSED =
        new Refused(
            GatewayError.gateway(503, "auth_unavailable")
                .withDetail("It cannot be found out for the moment whether this may pass."),
            null);
  }
}
