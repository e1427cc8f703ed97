package io.sluice.filters.headers;

import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.Verdict;

/** Edits requests and responses. */
final class BothEdits implements Filter {
  private final CompiledEdits request;
  private final CompiledEdits response;

  BothEdits(CompiledEdits request, CompiledEdits response) {
    this.request = request;
    this.response = response;
  }

  @Override
  public Verdict onRequest(Exchange exchange) {
    request.apply(exchange.requestHeaders(), exchange);
    return Verdict.CONTINUE;
  }

  @Override
  public Verdict onResponse(Exchange exchange) {
    response.apply(exchange.responseHeaders(), exchange);
    return Verdict.CONTINUE;
  }
}
