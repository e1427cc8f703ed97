package io.sluice.filters.timeout;

import io.netty.util.AsciiString;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.Verdict;
import org.jspecify.annotations.Nullable;

/** Sets the exchange's timeouts. What a caller asks for never gives it more time. */
final class TimeoutFilter implements Filter {

  /** Stands for the route's own, as {@link Exchange#timeouts} has it. */
  static final long AS_IT_IS = -1;

  private final long requestNanos;
  private final long idleNanos;
  private final @Nullable AsciiString header;

  /**
   * @param requestNanos 0 = for ever; {@link #AS_IT_IS}
   * @param idleNanos the same
   * @param header in which a caller asks for less; null: none may
   */
  TimeoutFilter(long requestNanos, long idleNanos, @Nullable AsciiString header) {
    this.requestNanos = requestNanos;
    this.idleNanos = idleNanos;
    this.header = header;
  }

  @Override
  public Verdict onRequest(Exchange exchange) {
    exchange.timeouts(requestNanos, idleNanos);
    String asked = header == null ? null : exchange.requestHeaders().get(header);
    if (asked != null) {
      shorten(exchange, AskedTime.nanos(asked));
    }
    return Verdict.CONTINUE;
  }

  private static void shorten(Exchange exchange, long asked) {
    if (asked == AskedTime.UNREADABLE) {
      exchange.note("timeout=unreadable");
    } else {
      exchange.clientWaits(asked);
    }
  }
}
