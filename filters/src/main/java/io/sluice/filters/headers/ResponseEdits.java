package io.sluice.filters.headers;

import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.Verdict;

/** Edits responses and nothing else. */
final class ResponseEdits implements Filter {
  private final CompiledEdits edits;

  ResponseEdits(CompiledEdits edits) {
    this.edits = edits;
  }

  @Override
  public Verdict onResponse(Exchange exchange) {
    edits.apply(exchange.responseHeaders(), exchange);
    return Verdict.CONTINUE;
  }
}
