package io.sluice.filters.compression;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.sluice.gateway.api.ChainContext;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.FilterFactory;
import io.sluice.gateway.api.ResponseBodyFilter;
import io.sluice.gateway.api.Slot;
import io.sluice.gateway.api.Verdict;
import io.sluice.gateway.testkit.Await;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The real filter, under its own name, with an eye on what it holds when an exchange is over. */
final class WatchedCompression implements FilterFactory<CompressionConfig> {
  private final CompressionFactory real = new CompressionFactory();
  private final Queue<String> ends = new ConcurrentLinkedQueue<>(); // event loops must not block

  /**
   * What an exchange left behind, waiting for its end: {@code none opened}, {@code closed}, or
   * {@code open}.
   */
  String nextEnd() {
    Await.until("an exchange ends", () -> !ends.isEmpty());
    return ends.remove();
  }

  @Override
  public String name() {
    return real.name();
  }

  @Override
  public String description() {
    return real.description();
  }

  @Override
  public Class<CompressionConfig> configType() {
    return real.configType();
  }

  @Override
  public Filter create(CompressionConfig config, FilterContext context) {
    List<Slot<?>> slots = new ArrayList<>();
    Slot<WatchedEncoder> opened = context.slot();
    return new Watched(
        (ResponseBodyFilter) real.create(config, noting(context, slots)), slots, opened);
  }

  private static FilterContext noting(FilterContext context, List<Slot<?>> slots) {
    return new ChainContext(context.routeId(), context.meters(), context.ticker()) {
      @Override
      public <T> Slot<T> slot() {
        Slot<T> slot = context.slot();
        slots.add(slot);
        return slot;
      }
    };
  }

  /** Passes all on, and remembers that it was closed. */
  private static final class WatchedEncoder implements Encoder {
    private final Encoder encoder;
    private boolean closed;

    WatchedEncoder(Encoder encoder) {
      this.encoder = encoder;
    }

    @Override
    public void encode(ByteBuffer in, ByteBuf out, Step step) {
      assertThat(closed).as("used after it was closed").isFalse();
      encoder.encode(in, out, step);
    }

    @Override
    public void close() {
      closed = true;
      encoder.close();
    }
  }

  private final class Watched implements ResponseBodyFilter {
    private final ResponseBodyFilter filter;
    private final List<Slot<?>> slots;
    private final Slot<WatchedEncoder> opened;

    Watched(ResponseBodyFilter filter, List<Slot<?>> slots, Slot<WatchedEncoder> opened) {
      this.filter = filter;
      this.slots = slots;
      this.opened = opened;
    }

    @Override
    public Verdict onRequest(Exchange exchange) throws Exception {
      return filter.onRequest(exchange);
    }

    @Override
    public Verdict onResponse(Exchange exchange) throws Exception {
      Verdict verdict = filter.onResponse(exchange);
      for (Slot<?> slot : slots) {
        if (exchange.get(slot) instanceof Compression.Stream stream) {
          WatchedEncoder encoder = new WatchedEncoder(stream.encoder());
          exchange.set(opened, encoder);
          replace(exchange, slot, new Compression.Stream(encoder, stream.between()));
        }
      }
      return verdict;
    }

    @SuppressWarnings("unchecked") // the slot held a stream
    private void replace(Exchange exchange, Slot<?> slot, Compression.Stream stream) {
      exchange.set((Slot<Compression.Stream>) slot, stream);
    }

    @Override
    public ByteBuf onResponseBody(Exchange exchange, ByteBuf chunk, boolean last) throws Exception {
      return filter.onResponseBody(exchange, chunk, last);
    }

    @Override
    public void onComplete(Exchange exchange) {
      filter.onComplete(exchange);
      WatchedEncoder encoder = exchange.get(opened);
      ends.add(encoder == null ? "none opened" : encoder.closed ? "closed" : "open");
    }
  }
}
