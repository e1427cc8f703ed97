package io.sluice.filters.headers;

import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.Verdict;

/** Edits requests and nothing else. */
final class RequestEdits implements Filter {
  private final CompiledEdits edits;

  RequestEdits(CompiledEdits edits) {
    this.edits = edits;
  }

  @Override
  public Verdict onRequest(Exchange exchange) {
    edits.apply(exchange.requestHeaders(), exchange);
    return Verdict.CONTINUE;
  }
}
