package io.sluice.filters.requestsize;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.api.RequestBodyFilter;
import io.sluice.gateway.api.Slot;
import io.sluice.gateway.api.Verdict;

/**
 * Refuses by the announced length where there is one; such a body needs no counting, because the
 * engine holds the client to it. A body of unknown length is counted as it streams, and the
 * exchange fails with the piece that goes over.
 */
final class RequestSize implements RequestBodyFilter {

  /** Bytes seen of one body of unknown length. */
  static final class Count {
    private long bytes;
  }

  private final long max;
  private final Slot<Count> counts;
  private final GatewayError tooLarge;

  RequestSize(long max, Slot<Count> counts) {
    this.max = max;
    this.counts = counts;
    this.tooLarge =
        GatewayError.client(413, "request_too_large")
            .withDetail("The request's body is longer than " + max + " bytes.");
  }

  @Override
  public Verdict onRequest(Exchange exchange) {
    long length = exchange.requestBodyLength();
    if (length > max) {
      exchange.fail(tooLarge);
      return Verdict.DONE;
    }
    if (length < 0) {
      exchange.set(counts, new Count());
    }
    return Verdict.CONTINUE;
  }

  @Override
  public ByteBuf onRequestBody(Exchange exchange, ByteBuf chunk, boolean last) {
    Count count = exchange.get(counts);
    if (count == null) {
      return chunk;
    }
    boolean wasWithin = count.bytes <= max;
    count.bytes += chunk.readableBytes();
    if (count.bytes <= max) {
      return chunk;
    }
    if (wasWithin) {
      exchange.fail(tooLarge);
    }
    return Unpooled.EMPTY_BUFFER; // of a refused body not a byte more reaches the origin
  }
}
