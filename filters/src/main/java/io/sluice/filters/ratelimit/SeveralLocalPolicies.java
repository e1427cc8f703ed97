package io.sluice.filters.ratelimit;

import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.Verdict;

/**
 * Decides by several policies, all of which must admit. What one refuses must not count for the
 * others, and limiters take nothing back; so those that look as if they would refuse are asked
 * first, and the others only when none has. Only where another thread comes in between, an admitted
 * share of a refused request is lost.
 *
 * <p>Those that delay come last: a place in a queue is worth most.
 */
final class SeveralLocalPolicies implements Filter {
  private final Policy[] policies;
  private final Rulings rulings;

  /**
   * @param policies those that delay last
   */
  SeveralLocalPolicies(Policy[] policies, Rulings rulings) {
    this.policies = policies;
    this.rulings = rulings;
  }

  @Override
  public Verdict onRequest(Exchange exchange) {
    Asked asked = new Asked(policies, exchange);
    asked.ask(true);
    if (asked.refusedBy < 0) {
      asked.ask(false);
    }
    for (int i = 0; i < policies.length; i++) {
      rulings.tell(exchange, asked.rules[i], asked.states[i], policies[i].now());
    }
    if (asked.refusedBy >= 0) {
      Policy by = policies[asked.refusedBy];
      return rulings.refuse(
          exchange, by, asked.rules[asked.refusedBy].refused(), asked.refusal, Decision.LIMITED);
    }
    for (int i = 0; i < policies.length; i++) {
      policies[i].count(asked.outcomes[i] > 0 ? Decision.DELAYED : Decision.ADMITTED);
    }
    return rulings.admit(exchange, asked.wait);
  }

  @Override
  public void onComplete(Exchange exchange) {
    rulings.end(exchange);
  }

  /** One exchange's questions. */
  private static final class Asked {
    private static final long UNASKED = Long.MIN_VALUE + 1;

    private final Policy[] policies;
    private final Rule[] rules;
    private final long[][] states;
    private final long[] outcomes;
    private final long remainingNanos;
    private int refusedBy = -1;
    private long refusal; // the longest
    private long wait; // the longest

    Asked(Policy[] policies, Exchange exchange) {
      this.policies = policies;
      this.rules = new Rule[policies.length];
      this.states = new long[policies.length][];
      this.outcomes = new long[policies.length];
      this.remainingNanos = exchange.remainingNanos();
      for (int i = 0; i < policies.length; i++) {
        String key = policies[i].keyOf(exchange);
        rules[i] = policies[i].ruleFor(key);
        states[i] = policies[i].stateOf(key, rules[i]);
        outcomes[i] = UNASKED;
      }
    }

    /**
     * @param doubtful whether to ask those that seem to have too little, or all the rest
     */
    void ask(boolean doubtful) {
      for (int i = 0; i < policies.length; i++) {
        Policy policy = policies[i];
        long now = policy.now();
        if (outcomes[i] != UNASKED
            || (doubtful && rules[i].limiter().remaining(states[i], now) >= policy.cost())) {
          continue;
        }
        if (refusedBy >= 0 && (rules[i].paces() || !doubtful)) {
          return; // nothing more is taken for what is refused
        }
        long outcome = LocalCounting.acquire(policy, rules[i], states[i], now, remainingNanos);
        outcomes[i] = outcome;
        wait = Math.max(wait, outcome);
        if (outcome < 0 && (refusedBy < 0 || outcome < refusal)) {
          refusedBy = i;
          refusal = outcome;
        }
      }
    }
  }
}
