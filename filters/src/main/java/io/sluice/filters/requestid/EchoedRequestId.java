package io.sluice.filters.requestid;

import io.netty.util.AsciiString;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.Verdict;

/** Sets the id for the origin and for the client, over an id that the origin answers with. */
final class EchoedRequestId implements Filter {
  private final AsciiString header;

  EchoedRequestId(AsciiString header) {
    this.header = header;
  }

  @Override
  public Verdict onRequest(Exchange exchange) {
    exchange.requestHeaders().set(header, exchange.requestId());
    return Verdict.CONTINUE;
  }

  @Override
  public Verdict onResponse(Exchange exchange) {
    exchange.responseHeaders().set(header, exchange.requestId());
    return Verdict.CONTINUE;
  }
}
