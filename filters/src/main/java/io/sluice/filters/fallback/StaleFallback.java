package io.sluice.filters.fallback;

import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.StaleInstead;
import io.sluice.gateway.api.Verdict;

/**
 * Has a cache behind it use a stale response. The cache decides, for it knows what it has, and asks
 * the origin once for many clients.
 */
final class StaleFallback implements Filter {
  private final StaleInstead trigger;

  StaleFallback(Trigger trigger) {
    this.trigger = trigger::isPulledBy;
  }

  @Override
  public Verdict onRequest(Exchange exchange) {
    exchange.preferStale(trigger);
    return Verdict.CONTINUE;
  }
}
