package io.sluice.filters.bandwidthlimit;

import io.netty.buffer.ByteBuf;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.RequestBodyFilter;
import io.sluice.gateway.api.ResponseBodyFilter;
import io.sluice.gateway.api.Verdict;

/** Paces both ways. */
record BothBandwidths(RequestBandwidth request, ResponseBandwidth response)
    implements RequestBodyFilter, ResponseBodyFilter {

  @Override
  public Verdict onRequest(Exchange exchange) {
    return request.onRequest(exchange);
  }

  @Override
  public ByteBuf onRequestBody(Exchange exchange, ByteBuf chunk, boolean last) {
    return request.onRequestBody(exchange, chunk, last);
  }

  @Override
  public Verdict onResponse(Exchange exchange) {
    return response.onResponse(exchange);
  }

  @Override
  public ByteBuf onResponseBody(Exchange exchange, ByteBuf chunk, boolean last) {
    return response.onResponseBody(exchange, chunk, last);
  }
}
