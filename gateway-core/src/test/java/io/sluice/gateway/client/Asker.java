package io.sluice.gateway.client;

import io.netty.buffer.ByteBuf;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.http.FieldName;
import io.sluice.gateway.http.ResponseHead;
import io.sluice.gateway.http.WireHeaders;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Asks a pool for a connection, and counts what it is told. */
final class Asker implements ConnectionListener {
  final AtomicInteger told = new AtomicInteger();
  private final Consumer<UpstreamConnection> use;
  volatile @Nullable UpstreamConnection connection;
  volatile @Nullable GatewayError error;

  /** One that keeps its connection. */
  Asker() {
    this(c -> {});
  }

  /**
   * @param use called on the worker's loop
   */
  Asker(Consumer<UpstreamConnection> use) {
    this.use = use;
  }

  boolean served() {
    return connection != null;
  }

  @Override
  public void onConnection(UpstreamConnection ready) {
    told.incrementAndGet();
    connection = ready;
    use.accept(ready);
  }

  @Override
  public void onConnectionFailure(GatewayError why) {
    told.incrementAndGet();
    error = why;
  }

  /** Sends a GET whose response nobody looks at. */
  static void get(UpstreamConnection on, String target, Runnable ended) {
    WireHeaders headers = new WireHeaders();
    headers.set(FieldName.HOST, "x");
    on.send(new Ended(ended), "GET", target, headers, false);
    on.sendEnd(null);
    on.flush();
  }

  private record Ended(Runnable then) implements ResponseListener {
    @Override
    public void onInformational(ResponseHead head) {}

    @Override
    public void onHead(ResponseHead head) {}

    @Override
    public void onBody(ByteBuf data) {
      data.release();
    }

    @Override
    public void onEnd(@Nullable WireHeaders trailers) {
      then.run();
    }

    @Override
    public void onFailure(GatewayError error) {
      then.run();
    }

    @Override
    public void onWritable() {}

    @Override
    public void onReadComplete() {}
  }
}
