package io.sluice.filters.requestid;

import io.netty.util.AsciiString;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.Verdict;

/**
 * Sets the id for the origin only. {@link Exchange#requestId()} has already decided whether the
 * client's own id is believed.
 */
final class RequestId implements Filter {
  private final AsciiString header;

  RequestId(AsciiString header) {
    this.header = header;
  }

  @Override
  public Verdict onRequest(Exchange exchange) {
    exchange.requestHeaders().set(header, exchange.requestId());
    return Verdict.CONTINUE;
  }
}
