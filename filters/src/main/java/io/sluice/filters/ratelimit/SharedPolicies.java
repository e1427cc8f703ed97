package io.sluice.filters.ratelimit;

import io.sluice.filters.ratelimit.RateLimitConfig.OnStoreError;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.Slot;
import io.sluice.gateway.api.Verdict;

/**
 * Decides by policies that gateways count together. The store is asked about one after the other,
 * and the exchange waits meanwhile. What a later one refuses has counted for the earlier ones;
 * therefore those come first that make up for it soonest.
 */
final class SharedPolicies implements Filter {
  private final Policy[] policies;
  private final Rulings rulings;
  private final OnStoreError onStoreError;
  private final Slot<Asking> slot;

  /**
   * @param policies those that are full again soonest first
   */
  SharedPolicies(Policy[] policies, Rulings rulings, OnStoreError onStoreError, Slot<Asking> slot) {
    this.policies = policies;
    this.rulings = rulings;
    this.onStoreError = onStoreError;
    this.slot = slot;
  }

  /** Where nothing is refused nothing need wait either. */
  @Override
  public Verdict onRequest(Exchange exchange) {
    Asking asking = new Asking(exchange, policies, rulings, onStoreError);
    exchange.set(slot, asking);
    asking.askNext();
    return rulings.isDryRun() ? Verdict.CONTINUE : Verdict.PAUSE;
  }

  @Override
  public void onComplete(Exchange exchange) {
    Asking asking = exchange.get(slot);
    if (asking != null) {
      asking.end();
    }
    rulings.end(exchange);
  }
}
