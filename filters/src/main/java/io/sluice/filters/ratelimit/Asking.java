package io.sluice.filters.ratelimit;

import io.netty.util.concurrent.EventExecutor;
import io.sluice.filters.ratelimit.RateLimitConfig.OnStoreError;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.api.Verdict;
import io.sluice.ratelimit.redis.SharedLimiter;
import java.util.Objects;

/**
 * One exchange's questions to the store, one after the other. Confined to the exchange's event
 * loop, but for {@link #decided}, which the store calls from wherever it is, at once or later.
 */
final class Asking implements SharedLimiter.Answer {
  private static final GatewayError STORE_UNAVAILABLE =
      GatewayError.gateway(503, "store_unavailable")
          .withDetail("The limits cannot be checked at the moment.");

  /** What a client waits until it tries a store again that is down. */
  private static final long RETRY_NANOS = 1_000_000_000;

  private final Exchange exchange;
  private final Policy[] policies;
  private final Rulings rulings;
  private final OnStoreError onStoreError;
  private int at = -1;
  private String key = "";
  private Rule rule;
  private long wait; // the longest
  private boolean over;

  Asking(Exchange exchange, Policy[] policies, Rulings rulings, OnStoreError onStoreError) {
    this.exchange = exchange;
    this.policies = policies;
    this.rulings = rulings;
    this.onStoreError = onStoreError;
    this.rule = policies[0].ruleFor(key);
  }

  /** Asks about the next policy, or lets the exchange go on when there is none. */
  void askNext() {
    at++;
    if (at == policies.length) {
      admit();
      return;
    }
    Policy policy = policies[at];
    key = policy.keyOf(exchange);
    rule = policy.ruleFor(key);
    Objects.requireNonNull(rule.shared()).acquire(key, policy.cost(), this);
  }

  /** The exchange is over: what is answered from now on is of no use. */
  void end() {
    over = true;
  }

  @Override
  public void decided(long outcome, long remaining, long resetNanos) {
    EventExecutor loop = exchange.executor();
    if (loop.inEventLoop()) {
      take(outcome, remaining, resetNanos);
    } else {
      loop.execute(() -> take(outcome, remaining, resetNanos));
    }
  }

  private void take(long outcome, long remaining, long resetNanos) {
    if (over || exchange.status() != 0) { // its time was up, or its client has gone
      return;
    }
    if (outcome == SharedLimiter.STORE_FAILED) {
      withoutStore();
      return;
    }
    rulings.tell(exchange, rule, remaining, resetNanos);
    if (outcome < 0) {
      refuse(rule.refused(), outcome, Decision.LIMITED);
    } else if (outcome > exchange.remainingNanos()) {
      refuse(rule.refused(), exchange.remainingNanos() - outcome, Decision.LIMITED);
    } else {
      goOn(outcome, outcome > 0 ? Decision.DELAYED : Decision.ADMITTED);
    }
  }

  private void withoutStore() {
    switch (onStoreError) {
      case ALLOW -> goOn(0, Decision.STORE_ERROR_ADMITTED);
      case DENY -> refuse(STORE_UNAVAILABLE, -RETRY_NANOS, Decision.STORE_ERROR_DENIED);
      case LOCAL -> {
        Policy policy = policies[at];
        long[] state = policy.stateOf(key, rule);
        long now = policy.now();
        long outcome = LocalCounting.acquire(policy, rule, state, now, exchange.remainingNanos());
        rulings.tell(exchange, rule, state, now);
        if (outcome < 0) {
          refuse(rule.refused(), outcome, Decision.STORE_ERROR_LIMITED);
        } else {
          goOn(outcome, Decision.STORE_ERROR_ADMITTED);
        }
      }
    }
  }

  private void goOn(long waitNanos, Decision decision) {
    policies[at].count(decision);
    wait = Math.max(wait, waitNanos);
    askNext();
  }

  private void refuse(GatewayError why, long outcome, Decision decision) {
    over = true;
    rulings.refuse(exchange, policies[at], why, outcome, decision);
  }

  private void admit() {
    over = true;
    if (rulings.admit(exchange, wait) == Verdict.CONTINUE && !rulings.isDryRun()) {
      exchange.resume();
    }
  }
}
