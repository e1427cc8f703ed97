package io.sluice.filters.fault;

import io.netty.util.AsciiString;
import io.netty.util.concurrent.Future;
import io.sluice.filters.meter.RouteCounters;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.api.Slot;
import io.sluice.gateway.api.Verdict;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Plays an origin that is slow or fails. So its errors have the origin's name on them: a breaker or
 * a fallback in front does what it would do in earnest, and where a breaker keeps the request from
 * the origin there is nobody to play. A delay longer than the time the exchange has ends as a
 * timeout: it takes that time's end into its own hands, because the engine would blame the filter.
 */
final class Fault implements Filter {
  private static final String REASON = "fault_injected";
  private static final GatewayError TIMEOUT =
      GatewayError.upstream(504, REASON)
          .withDetail("The route delays this request on purpose, for longer than it may take.");
  private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long AS_IT_IS = -1;
  private static final int DELAY = 0;
  private static final int ABORT = 1;

  private final double delayed; // share, 0 to 1
  private final long delayNanos;
  private final double aborted;
  private final @Nullable GatewayError abort;
  private final @Nullable AsciiString header;
  private final DoubleSupplier random;
  private final RouteCounters counters;
  private final Slot<Future<?>> waits;

  /**
   * @param header that a request must carry to be hit; null for all
   * @param random from 0 to below 1
   */
  Fault(
      FaultConfig.@Nullable Delay delay,
      FaultConfig.@Nullable Abort abort,
      @Nullable AsciiString header,
      DoubleSupplier random,
      RouteCounters counters,
      Slot<Future<?>> waits) {
    this.delayed = delay == null ? 0 : delay.percent() / 100;
    this.delayNanos = delay == null ? 0 : delay.duration().toNanos();
    this.aborted = abort == null ? 0 : abort.percent() / 100;
    this.abort =
        abort == null
            ? null
            : GatewayError.upstream(abort.status(), REASON)
                .withDetail("The route fails this request on purpose.");
    this.header = header;
    this.random = random;
    this.counters = counters;
    this.waits = waits;
  }

  @Override
  public Verdict onRequest(Exchange exchange) {
    boolean spared = header != null && !exchange.requestHeaders().contains(header);
    if (spared || exchange.withheld() != null) {
      return Verdict.CONTINUE;
    }
    boolean waits = random.getAsDouble() < delayed;
    GatewayError failure = random.getAsDouble() < aborted ? abort : null;
    if (waits) {
      delay(exchange, failure);
      return Verdict.PAUSE;
    }
    if (failure != null) {
      abort(exchange, failure);
      return Verdict.DONE;
    }
    return Verdict.CONTINUE;
  }

  private void delay(Exchange exchange, @Nullable GatewayError failure) {
    exchange.note("fault=delay");
    counters.increment(DELAY);
    long left = exchange.remainingNanos();
    boolean tooLong = delayNanos >= left;
    long nanos = tooLong ? left : delayNanos;
    long before = left == Long.MAX_VALUE ? 0 : exchange.elapsedNanos() + left;
    exchange.timeouts(exchange.elapsedNanos() + nanos + GRACE_NANOS, AS_IT_IS);
    Runnable then =
        () -> {
          if (tooLong) {
            exchange.fail(TIMEOUT); // a fallback has the grace that is left
            return;
          }
          exchange.timeouts(before, AS_IT_IS);
          if (failure != null) {
            abort(exchange, failure);
          } else {
            exchange.resume();
          }
        };
    exchange.set(waits, exchange.executor().schedule(then, nanos, TimeUnit.NANOSECONDS));
  }

  private void abort(Exchange exchange, GatewayError failure) {
    exchange.note("fault=abort");
    counters.increment(ABORT);
    exchange.fail(failure);
  }

  @Override
  public void onComplete(Exchange exchange) {
    Future<?> wait = exchange.get(waits);
    if (wait != null) {
      wait.cancel(false);
    }
  }
}
