package io.sluice.filters.ratelimit;

import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.Key;
import java.util.Map;

/**
 * One limit of a filter: what counts together, and how much of it may pass. Immutable but for what
 * {@link Tallies} count.
 */
final class Policy {
  private final String name;
  private final Key key;
  private final long cost;
  private final Rule rule;
  private final Map<String, Rule> overrides;
  private final Tallies tallies;

  /**
   * @param overrides by key
   */
  Policy(String name, Key key, long cost, Rule rule, Map<String, Rule> overrides, Tallies tallies) {
    this.name = name;
    this.key = key;
    this.cost = cost;
    this.rule = rule;
    this.overrides = Map.copyOf(overrides);
    this.tallies = tallies;
  }

  String name() {
    return name;
  }

  String keyOf(Exchange exchange) {
    return key.in(exchange);
  }

  Rule ruleFor(String keyText) {
    if (overrides.isEmpty()) {
      return rule;
    }
    Rule other = overrides.get(keyText);
    return other == null ? rule : other;
  }

  long cost() {
    return cost;
  }

  /** The clock of {@link #stateOf}. */
  long now() {
    return tallies.now();
  }

  long[] stateOf(String keyText, Rule forKey) {
    return tallies.of(keyText, forKey.limiter().words());
  }

  void count(Decision decision) {
    tallies.count(decision);
  }
}
