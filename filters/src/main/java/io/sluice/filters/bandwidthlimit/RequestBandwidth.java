package io.sluice.filters.bandwidthlimit;

import io.netty.buffer.ByteBuf;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.RequestBodyFilter;
import io.sluice.gateway.api.Verdict;

/** Paces what goes to the origin. */
final class RequestBandwidth implements RequestBodyFilter {
  private final Flows flows;

  RequestBandwidth(Flows flows) {
    this.flows = flows;
  }

  /** What has come with the head passes in small pieces too. */
  @Override
  public Verdict onRequest(Exchange exchange) {
    if (exchange.requestBodyLength() != 0) {
      exchange.holdRequestBody(0);
    }
    return Verdict.CONTINUE;
  }

  @Override
  public ByteBuf onRequestBody(Exchange exchange, ByteBuf chunk, boolean last) {
    long wait = flows.pass(exchange, Debts.REQUEST, chunk.readableBytes());
    if (wait > 0) {
      exchange.holdRequestBody(wait);
    }
    return chunk;
  }
}
