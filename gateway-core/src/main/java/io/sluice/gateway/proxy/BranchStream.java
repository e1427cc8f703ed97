package io.sluice.gateway.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.sluice.gateway.api.Branch;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.filter.ChainRunner;
import io.sluice.gateway.http.FieldName;
import io.sluice.gateway.http.Framing;
import io.sluice.gateway.http.WireHeaders;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a branch's response in the place of a client and tells it to the filter that asked. The end
 * is told when the exchange has let go of everything, and once.
 */
final class BranchStream implements ClientStream {
  private static final Logger LOG = LoggerFactory.getLogger(BranchStream.class);
  private static final GatewayError RECEIVER_FAILED =
      ChainRunner.FILTER_ERROR.withDetail("The filter that takes a branch's response failed.");

  private final Branch.Receiver receiver;
  private final ByteBufAllocator allocator;
  private @Nullable ProxyExchange exchange;
  private boolean reading = true;
  private boolean forgotten; // nobody wants to hear of it
  private boolean ended;
  private boolean bodyless;
  private long bodyLeft = -1; // with Content-Length
  private long looks;

  BranchStream(Branch.Receiver receiver, ByteBufAllocator allocator) {
    this.receiver = receiver;
    this.allocator = allocator;
  }

  void serve(ProxyExchange served) {
    exchange = served;
  }

  private ProxyExchange exchange() {
    return Objects.requireNonNull(exchange);
  }

  // ---- the filter's side

  void take(boolean on) {
    if (reading != on) {
      reading = on;
      if (on) {
        exchange().onClientWritable();
      }
    }
  }

  /** From now on nothing is told. */
  void forget() {
    forgotten = true;
  }

  // ---- the exchange's side

  @Override
  public void informational(int status, WireHeaders headers) {
    if (!isDeaf()) {
      try {
        receiver.onInformational(status, headers);
      } catch (Throwable e) {
        failed(e);
      }
    }
  }

  @Override
  public void head(int status, WireHeaders headers) {
    bodyless = Framing.isBodyless(exchange().method(), status);
    if (!bodyless) {
      bodyLeft = Framing.declaredLength(headers);
      if (bodyLeft < 0) {
        headers.remove(FieldName.CONTENT_LENGTH); // a filter's, and no length
      }
    }
    if (isDeaf()) {
      return;
    }
    try {
      receiver.onHead(status, headers);
    } catch (Throwable e) {
      failed(e);
    }
  }

  /** An error of the gateway's own is told in the end, and is no response. */
  private boolean isDeaf() {
    return forgotten || exchange().failing || exchange().hasEnded();
  }

  @Override
  public boolean body(ByteBuf data) {
    try {
      int length = data.readableBytes();
      if (bodyless || length == 0 || isDeaf()) {
        return true;
      }
      if (bodyLeft >= 0) {
        if (length > bodyLeft) {
          return false;
        }
        bodyLeft -= length;
      }
      receiver.onBody(data);
    } catch (Throwable e) {
      failed(e);
    } finally {
      data.release();
    }
    return true;
  }

  @Override
  public boolean end(@Nullable WireHeaders trailers) {
    if (bodyLeft > 0 && !exchange().failing) {
      return false;
    }
    ended = true;
    return true;
  }

  private void failed(Throwable cause) {
    log(cause);
    exchange().broken(RECEIVER_FAILED);
  }

  private void log(Throwable cause) {
    String route = exchange().routeId();
    LOG.error("route {}: who takes a branch of {} failed", route, exchange().requestId(), cause);
  }

  @Override
  public void finished() {
    if (forgotten) {
      return;
    }
    GatewayError error = exchange().error();
    try {
      if (ended && !exchange().failing) {
        receiver.onEnd();
      } else {
        receiver.onFailure(error == null ? GatewayError.INTERNAL : error);
      }
    } catch (Throwable e) {
      log(e);
    }
  }

  @Override
  public void flush() {}

  @Override
  public boolean isWritable() {
    return reading;
  }

  /** Never the same: who stops reading is not taken for one that has gone. */
  @Override
  public long unsentBytes() {
    return ++looks;
  }

  @Override
  public void reading(boolean on) {} // the request has no body

  @Override
  public boolean retract() {
    return false;
  }

  @Override
  public void abort() {}

  @Override
  public ByteBufAllocator allocator() {
    return allocator;
  }
}
