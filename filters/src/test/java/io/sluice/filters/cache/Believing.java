package io.sluice.filters.cache;

import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.Identity;
import io.sluice.gateway.api.Verdict;
import io.sluice.gateway.testkit.FixedFilter;

/**
 * Believes who calls: whom {@code x-caller} names, and nobody where it is empty. The origin is told
 * in {@code x-called-by}. A filter {@code who} for tests.
 */
final class Believing implements Filter {
  private Believing() {}

  static FixedFilter factory() {
    return FixedFilter.of("who", new Believing());
  }

  @Override
  public Verdict onRequest(Exchange exchange) {
    String caller = exchange.requestHeaders().get("x-caller");
    exchange.requestHeaders().remove("x-caller");
    if (caller != null) {
      exchange.identity(Identity.of(caller));
      exchange.requestHeaders().set("x-called-by", caller);
    }
    return Verdict.CONTINUE;
  }
}
