package io.sluice.filters.ratelimit;

import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.Verdict;

/** Decides by one policy that this gateway counts alone: nothing is made but key and fields. */
final class OneLocalPolicy implements Filter {
  private final Policy policy;
  private final Rulings rulings;

  OneLocalPolicy(Policy policy, Rulings rulings) {
    this.policy = policy;
    this.rulings = rulings;
  }

  @Override
  public Verdict onRequest(Exchange exchange) {
    String key = policy.keyOf(exchange);
    Rule rule = policy.ruleFor(key);
    long[] state = policy.stateOf(key, rule);
    long now = policy.now();
    long outcome = LocalCounting.acquire(policy, rule, state, now, exchange.remainingNanos());
    rulings.tell(exchange, rule, state, now);
    if (outcome < 0) {
      return rulings.refuse(exchange, policy, rule.refused(), outcome, Decision.LIMITED);
    }
    policy.count(outcome > 0 ? Decision.DELAYED : Decision.ADMITTED);
    return rulings.admit(exchange, outcome);
  }

  @Override
  public void onComplete(Exchange exchange) {
    rulings.end(exchange);
  }
}
