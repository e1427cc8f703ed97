package io.sluice.filters.bandwidthlimit;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.ResponseBodyFilter;
import io.sluice.gateway.api.Verdict;

/** Paces what goes to the client. */
final class ResponseBandwidth implements ResponseBodyFilter {
  private final Flows flows;

  ResponseBandwidth(Flows flows) {
    this.flows = flows;
  }

  /** What its key owes for other bodies is paid before this one begins. */
  @Override
  public Verdict onResponse(Exchange exchange) {
    if (hasBody(exchange)) {
      exchange.holdResponseBody(flows.owed(exchange, Debts.RESPONSE));
    }
    return Verdict.CONTINUE;
  }

  private static boolean hasBody(Exchange exchange) {
    int status = exchange.status();
    return status != 204
        && status != 304
        && !exchange.method().equals("HEAD")
        && !"0".equals(exchange.responseHeaders().get(HttpHeaderNames.CONTENT_LENGTH));
  }

  @Override
  public ByteBuf onResponseBody(Exchange exchange, ByteBuf chunk, boolean last) {
    long wait = flows.pass(exchange, Debts.RESPONSE, chunk.readableBytes());
    if (wait > 0) {
      exchange.holdResponseBody(wait);
    }
    return chunk;
  }
}
