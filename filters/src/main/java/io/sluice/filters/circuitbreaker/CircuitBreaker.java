package io.sluice.filters.circuitbreaker;

import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.api.GatewayError.Origin;
import io.sluice.gateway.api.Slot;
import io.sluice.gateway.api.Ticker;
import io.sluice.gateway.api.Verdict;
import io.sluice.gateway.breaker.Breaker;
import io.sluice.gateway.breaker.BreakerSettings;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks the breaker with the request's head and tells it with the response's: not with the end of
 * the body, because a stream may take hours. A body that breaks off turns the success into a
 * failure.
 *
 * <p>What says nothing about the origin gives the permit back: what the gateway or another filter
 * answers, what goes to another upstream, and clients that leave.
 */
final class CircuitBreaker implements Filter {
  private static final GatewayError REFUSED =
      GatewayError.gateway(503, "breaker_open")
          .withDetail("The origin has failed too often; it is left alone for a while.");

  /** One exchange's call. */
  static final class Call {
    private final long permit; // negative: refused
    private final long startedAt;
    private @Nullable GatewayError seen; // with the response's head
    private boolean settled; // the breaker has its answer, or the permit back
    private boolean succeeded;
    private long tookNanos;
    private long endedAt;

    Call(long permit, long startedAt) {
      this.permit = permit;
      this.startedAt = startedAt;
    }
  }

  private final SharedBreaker shared;
  private final Breaker breaker;
  private final BreakerSettings settings;
  private final Statuses failures;
  private final @Nullable String upstreamId;
  private final Ticker ticker;
  private final Slot<Call> calls;

  /**
   * @param upstreamId where the route's requests go; null when it is not one alone
   */
  CircuitBreaker(
      SharedBreaker shared,
      BreakerSettings settings,
      Statuses failures,
      @Nullable String upstreamId,
      Ticker ticker,
      Slot<Call> calls) {
    this.shared = shared;
    this.breaker = shared.breaker;
    this.settings = settings;
    this.failures = failures;
    this.upstreamId = upstreamId;
    this.ticker = ticker;
    this.calls = calls;
  }

  @Override
  public Verdict onRequest(Exchange exchange) {
    shared.inForce(settings);
    long now = ticker.nanos();
    long permit = breaker.tryAcquire(settings, now);
    exchange.set(calls, new Call(permit, now));
    if (permit < 0) {
      exchange.note("breaker=open");
      exchange.withhold(REFUSED);
    }
    return Verdict.CONTINUE;
  }

  @Override
  public Verdict onResponse(Exchange exchange) {
    Call call = exchange.get(calls);
    if (call == null) {
      return Verdict.CONTINUE;
    }
    if (call.permit >= 0) {
      settle(exchange, call);
    } else if (REFUSED.equals(exchange.error()) && exchange.status() == REFUSED.status()) {
      exchange.responseHeaders().set("retry-after", Long.toString(secondsUp(-call.permit)));
    }
    return Verdict.CONTINUE;
  }

  private void settle(Exchange exchange, Call call) {
    call.settled = true;
    GatewayError error = exchange.error();
    call.seen = error;
    if (isElsewhere(exchange) || (error == null && exchange.upstreamId() == null)) {
      breaker.cancel(call.permit);
    } else if (error == null) {
      record(call, failures.contains(exchange.status()));
    } else if (error.origin() == Origin.CLIENT && error.status() == 504) {
      leave(exchange, call, ticker.nanos()); // it waits no longer, which is as if it had left
    } else if (error.origin() == Origin.UPSTREAM) {
      record(call, error.status() >= 500 || failures.contains(error.status()));
    } else {
      breaker.cancel(call.permit);
    }
  }

  private void record(Call call, boolean failed) {
    call.succeeded = !failed;
    call.endedAt = ticker.nanos();
    call.tookNanos = call.endedAt - call.startedAt;
    breaker.record(settings, call.permit, failed, call.tookNanos, call.endedAt);
  }

  @Override
  public void onComplete(Exchange exchange) {
    Call call = exchange.get(calls);
    if (call == null || call.permit < 0) {
      return;
    }
    long now = ticker.nanos();
    GatewayError error = exchange.error();
    if (!call.settled) {
      leave(exchange, call, now);
    } else if (call.succeeded
        && error != null
        && error.origin() == Origin.UPSTREAM
        && !error.equals(call.seen)
        && !isElsewhere(exchange)) {
      breaker.failedAfterAll(settings, call.permit, call.tookNanos, call.endedAt, now);
    }
  }

  /** No response came before the client left. That it was slow is known all the same. */
  private void leave(Exchange exchange, Call call, long now) {
    long slow = settings.slowCallNanos();
    boolean wasSlow = slow > 0 && now - call.startedAt > slow && exchange.upstreamId() != null;
    if (wasSlow) {
      breaker.record(settings, call.permit, false, now - call.startedAt, now);
    } else {
      breaker.cancel(call.permit);
    }
  }

  /** A filter behind has sent it to another upstream, of which this breaker knows nothing. */
  private boolean isElsewhere(Exchange exchange) {
    String actual = exchange.upstreamId();
    return upstreamId != null && actual != null && !upstreamId.equals(actual);
  }

  private static long secondsUp(long nanos) {
    long second = TimeUnit.SECONDS.toNanos(1);
    return nanos / second + (nanos % second == 0 ? 0 : 1);
  }
}
