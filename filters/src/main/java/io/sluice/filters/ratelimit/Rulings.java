package io.sluice.filters.ratelimit;

import io.netty.util.concurrent.Future;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.api.Slot;
import io.sluice.gateway.api.Verdict;
import io.sluice.ratelimit.Limiter;
import java.util.concurrent.TimeUnit;

/** What follows from a decision: for the exchange, its client, the metrics and the access log. */
final class Rulings {
  /** For what can never pass: it is no use to come back soon. */
  private static final long NEVER_NANOS = TimeUnit.HOURS.toNanos(1);

  private final boolean dryRun;
  private final boolean headers;
  private final Slot<Future<?>> waits;

  /**
   * @param headers whether clients are told what is left
   * @param waits what an exchange waits for that is delayed
   */
  Rulings(boolean dryRun, boolean headers, Slot<Future<?>> waits) {
    this.dryRun = dryRun;
    this.headers = headers && !dryRun;
    this.waits = waits;
  }

  boolean isDryRun() {
    return dryRun;
  }

  /** Tells the client what is left by one policy. */
  void tell(Exchange exchange, Rule rule, long remaining, long resetNanos) {
    if (headers) {
      Fields.add(exchange, rule, remaining, resetNanos);
    }
  }

  /** The same of a policy that has decided here. */
  void tell(Exchange exchange, Rule rule, long[] state, long now) {
    if (headers) {
      Limiter limiter = rule.limiter();
      Fields.add(exchange, rule, limiter.remaining(state, now), limiter.resetNanos(state, now));
    }
  }

  /**
   * Refuses, or says that it would have.
   *
   * @param outcome of {@link Limiter#acquire}, negative
   */
  Verdict refuse(
      Exchange exchange, Policy policy, GatewayError why, long outcome, Decision decision) {
    if (dryRun) {
      policy.count(Decision.DRY_RUN_LIMITED);
      exchange.note("rate_limit_dry_run=" + policy.name());
      return Verdict.CONTINUE;
    }
    policy.count(decision);
    exchange.note("rate_limit=" + policy.name());
    Fields.retryAfter(exchange, outcome == Limiter.NEVER ? NEVER_NANOS : -outcome);
    exchange.fail(why);
    return Verdict.DONE;
  }

  /** Goes on, after {@code waitNanos} where there are any. */
  Verdict admit(Exchange exchange, long waitNanos) {
    if (waitNanos <= 0 || dryRun) {
      return Verdict.CONTINUE;
    }
    exchange.note("rate_limit=delayed");
    exchange.set(
        waits, exchange.executor().schedule(exchange::resume, waitNanos, TimeUnit.NANOSECONDS));
    return Verdict.PAUSE;
  }

  /** The exchange is over. */
  void end(Exchange exchange) {
    Future<?> wait = exchange.get(waits);
    if (wait != null) {
      wait.cancel(false);
    }
  }
}
