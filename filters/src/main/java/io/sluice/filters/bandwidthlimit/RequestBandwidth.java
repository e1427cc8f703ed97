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

  /**
   * What its key owes for other bodies is paid before this one begins: else bodies of one piece
   * would never wait. What has come with the head passes in small pieces too, hence also with 0.
   */
  @Override
  public Verdict onRequest(Exchange exchange) {
    if (exchange.requestBodyLength() != 0) {
      exchange.holdRequestBody(flows.owed(exchange, Debts.REQUEST));
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
