package io.sluice.filters.fallback;

import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.GatewayError;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What {@code on} says. Immutable. */
final class Trigger {
  private static final String TIMEOUT = "timeout";
  private static final int GATEWAY_TIMEOUT = 504;

  private final Set<String> reasons = new HashSet<>();
  private final BitSet statuses = new BitSet();

  private Trigger(List<String> on) {
    for (String each : on) {
      if (Character.isDigit(each.charAt(0))) {
        statuses.set(Integer.parseInt(each));
      } else {
        reasons.add(each);
      }
    }
  }

  static Trigger of(List<String> on) {
    return new Trigger(on);
  }

  /**
   * Whether a response is one that calls for a fallback.
   *
   * @param error why the gateway answered; null when it is the origin's own
   */
  boolean isPulledBy(int status, @Nullable GatewayError error) {
    return statuses.get(status) || (error != null && isPulledBy(error));
  }

  private boolean isPulledBy(GatewayError error) {
    return reasons.contains(error.reason())
        || (error.status() == GATEWAY_TIMEOUT && reasons.contains(TIMEOUT));
  }

  /** Why the exchange is as it is, for its story: the gateway's reason, or the origin's status. */
  static String causeIn(Exchange exchange) {
    GatewayError error = exchange.error();
    return error == null ? Integer.toString(exchange.status()) : error.reason();
  }
}
