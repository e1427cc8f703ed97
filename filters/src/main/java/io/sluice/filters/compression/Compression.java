package io.sluice.filters.compression;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.sluice.filters.compression.Encoder.Step;
import io.sluice.filters.field.Vary;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.ResponseBodyFilter;
import io.sluice.gateway.api.Slot;
import io.sluice.gateway.api.Verdict;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Compresses the response as it streams by.
 *
 * <p>A body of unknown length may be a live one (server-sent events, progress), so each of its
 * pieces goes out whole, at the cost of some bytes; a body of known length is left to the encoder.
 */
final class Compression implements ResponseBodyFilter {
  private static final int LEAST_OUTPUT = 256;
  private static final int MOST_OUTPUT = 16 * 1024;

  /** What one exchange's response is being made with. */
  record Stream(Encoder encoder, Step between) {}

  private final AcceptEncoding acceptEncoding;
  private final Candidates candidates;

  /** The client's choice, taken when the request arrives: a later filter may take the field out. */
  private final Slot<Coding> chosen;

  /** Owned here from {@link #onResponse} until the last piece, or {@link #onComplete}. */
  private final Slot<Stream> streams;

  Compression(
      AcceptEncoding acceptEncoding,
      Candidates candidates,
      Slot<Coding> chosen,
      Slot<Stream> streams) {
    this.acceptEncoding = acceptEncoding;
    this.candidates = candidates;
    this.chosen = chosen;
    this.streams = streams;
  }

  @Override
  public Verdict onRequest(Exchange exchange) {
    HttpHeaders request = exchange.requestHeaders();
    Coding coding = acceptEncoding.choose(request);
    if (coding != null && !Candidates.forbidsTransforming(request)) {
      exchange.set(chosen, coding);
    }
    return Verdict.CONTINUE;
  }

  @Override
  public Verdict onResponse(Exchange exchange) throws IOException {
    HttpHeaders response = exchange.responseHeaders();
    if (exchange.status() == 304) {
      EntityTags.echo(exchange.requestHeaders(), response);
      return Verdict.CONTINUE;
    }
    long length = lengthOf(response);
    if (!candidates.include(exchange.status(), response, length)) {
      return Verdict.CONTINUE;
    }
    Vary.on(HttpHeaderNames.ACCEPT_ENCODING, response);
    Coding coding = exchange.get(chosen);
    if (coding == null) {
      return Verdict.CONTINUE;
    }
    if (!exchange.method().equals("HEAD")) { // which has GET's head, and no body
      Encoder encoder = coding.algorithm().open(coding.level(), length);
      exchange.set(streams, new Stream(encoder, length < 0 ? Step.FLUSH : Step.PROCESS));
    }
    response.set(HttpHeaderNames.CONTENT_ENCODING, coding.value());
    response.remove(HttpHeaderNames.CONTENT_LENGTH);
    response.remove(HttpHeaderNames.ACCEPT_RANGES);
    EntityTags.weaken(response);
    return Verdict.CONTINUE;
  }

  /** Bytes that will come, or -1; the engine lets no malformed length through. */
  private static long lengthOf(HttpHeaders response) {
    String length = response.get(HttpHeaderNames.CONTENT_LENGTH);
    return length == null ? -1 : Long.parseLong(length);
  }

  @Override
  public ByteBuf onResponseBody(Exchange exchange, ByteBuf chunk, boolean last) {
    Stream stream = exchange.get(streams);
    if (stream == null || (!last && !chunk.isReadable())) {
      return chunk;
    }
    int guess = Math.max(LEAST_OUTPUT, Math.min(MOST_OUTPUT, chunk.readableBytes() / 2));
    ByteBuf out = exchange.allocator().directBuffer(guess);
    try {
      encode(stream.encoder(), chunk, out, last ? Step.FINISH : stream.between());
    } catch (Throwable failure) {
      out.release();
      throw failure;
    }
    if (last) {
      close(exchange);
    }
    if (!out.isReadable()) {
      out.release();
      return Unpooled.EMPTY_BUFFER;
    }
    return out;
  }

  private static void encode(Encoder encoder, ByteBuf chunk, ByteBuf out, Step step) {
    if (chunk.nioBufferCount() == 1) {
      encoder.encode(chunk.nioBuffer(), out, step);
      return;
    }
    ByteBuffer[] parts = chunk.nioBuffers();
    for (int i = 0; i < parts.length; i++) {
      encoder.encode(parts[i], out, i == parts.length - 1 ? step : Step.PROCESS);
    }
  }

  @Override
  public void onComplete(Exchange exchange) {
    close(exchange);
  }

  private void close(Exchange exchange) {
    Stream stream = exchange.get(streams);
    if (stream != null) {
      exchange.set(streams, null);
      stream.encoder().close();
    }
  }
}
