package io.sluice.gateway.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.event.Timeout;
import io.sluice.gateway.event.Worker;
import io.sluice.gateway.http.BodyReader;
import io.sluice.gateway.http.RequestHead;
import io.sluice.gateway.http.RequestParser;
import io.sluice.gateway.http.WireHeaders;
import io.sluice.gateway.proxy.ClientExchange;
import io.sluice.gateway.proxy.ClientInfo;
import io.sluice.gateway.proxy.ClientStream;
import io.sluice.gateway.proxy.ProxyErrors;
import io.sluice.gateway.snapshot.ListenerRules;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP/1.1 front end of one client connection: reads requests one after another, gives each to
 * an exchange, writes its response, and decides whether the connection lives on.
 *
 * <p>Requests that a client pipelines wait as bytes until the exchange before them has ended; what
 * may wait is bounded, beyond that the socket is not read. Confined to its worker's event loop.
 */
final class Http1Connection extends ChannelInboundHandlerAdapter implements ClientStream {
  private static final Logger LOG = LoggerFactory.getLogger(Http1Connection.class);

  /** Bytes that a client may send ahead of the exchange that runs. */
  private static final int MOST_PIPELINED = 16 << 10;

  /** Bytes of an unwanted request body that are read for the sake of keeping the connection. */
  private static final int MOST_DRAINED = 64 << 10;

  private final Listener listener;
  private final Worker worker;
  private final RequestParser parser;
  private final BodyReader body = new BodyReader();
  private final Timeout timeout =
      new Timeout() {
        @Override
        protected void expired() {
          onTimeout();
        }
      };

  private ReadState state = ReadState.HEAD;
  private @Nullable ChannelHandlerContext ctx;
  private @Nullable ResponseStream response;
  private @Nullable ClientInfo info;
  private @Nullable ListenerName name;
  private @Nullable Farewell farewell; // while the last response goes out
  private @Nullable ClientExchange exchange;
  private final Pipelined pipelined = new Pipelined();
  private boolean processing; // receive() is on the stack
  private long bodyBytes;
  private boolean awaitsContinue; // the client may or may not send the body: no byte of it has come
  private boolean toldToContinue;

  Http1Connection(Listener listener, Worker worker) {
    this.listener = listener;
    this.worker = worker;
    this.parser = new RequestParser(listener.rules().limits());
  }

  // ---- reading

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    ctx = context;
    response = new ResponseStream(context);
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    info = listener.clientInfo(context.channel(), worker);
    name = listener.opened(this, worker);
    startTimeout(listener.rules().headersNanos());
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf in = (ByteBuf) message;
    if (state == ReadState.LINGER || state == ReadState.CLOSED) {
      in.release();
      return;
    }
    receive(pipelined.isEmpty() ? in : pipelined.takeWith(in)); // in the order of their arrival
  }

  /** Takes bytes as far as the state allows; owns {@code in}. */
  private void receive(ByteBuf in) {
    processing = true;
    try {
      while (in.isReadable() && mayTake()) {
        switch (state) {
          case HEAD -> readHead(in);
          case BODY, DRAIN -> readBody(in);
          default -> in.skipBytes(in.readableBytes());
        }
      }
      if (in.isReadable()) {
        pipelined.add(in.retain());
        if (in.readableBytes() > MOST_PIPELINED || state == ReadState.HEAD) {
          channel().config().setAutoRead(false);
        }
      }
    } catch (Throwable e) { // whoever called would not know what to do about it
      lostTrack(e);
    } finally {
      processing = false;
      in.release();
    }
  }

  /**
   * Whether the bytes at hand are wanted now. A request is not begun while answers to earlier ones
   * wait for the client to read them: who asks without reading would fill the memory.
   */
  private boolean mayTake() {
    return state != ReadState.WAIT && (state != ReadState.HEAD || isWritable());
  }

  private void readHead(ByteBuf in) {
    boolean first = !parser.started();
    if (first) { // a reload may have changed them
      parser.limits(listener.rules().limits());
    }
    RequestHead head = parser.parse(in);
    GatewayError wrong = parser.error();
    if (wrong != null) {
      in.skipBytes(in.readableBytes());
      refuse(wrong);
    } else if (head != null) {
      begin(head);
    } else if (first) {
      startTimeout(listener.rules().headersNanos());
    }
  }

  private void begin(RequestHead head) {
    timeout.cancel();
    ListenerRules rules = listener.rules();
    response()
        .begin(head.method(), head.minorVersion(), head.keepAlive() && !listener.isDraining());
    bodyBytes = 0;
    awaitsContinue = head.expectsContinue();
    toldToContinue = false;
    body.begin(head.length());
    state = body.done() ? ReadState.WAIT : ReadState.BODY;
    if (rules.isTooLarge(head.length())) {
      response().closes();
      open(head).refuse(ProxyErrors.TOO_LARGE);
      return;
    }
    if (state == ReadState.BODY) {
      startTimeout(rules.bodyNanos());
    }
    open(head).begin(rules);
  }

  private ClientExchange open(RequestHead head) {
    ClientInfo client = Objects.requireNonNull(info);
    ClientExchange opened = new ClientExchange(worker, listener.lease(worker), this, client, head);
    exchange = opened;
    Objects.requireNonNull(name).busy(worker.index());
    return opened;
  }

  /** The request cannot be understood: nothing after it can be trusted either. */
  private void refuse(GatewayError why) {
    timeout.cancel();
    RequestHead head = RequestHead.unreadable(parser.method(), parser.target());
    response().begin(head.method(), head.minorVersion(), false);
    state = ReadState.WAIT;
    open(head).refuse(why);
  }

  private void readBody(ByteBuf in) {
    ByteBuf data = body.read(in);
    ClientExchange to = exchange;
    if (data != null) {
      awaitsContinue = false;
      bodyBytes += data.readableBytes();
      if (to == null || state == ReadState.DRAIN) {
        data.release();
      } else if (listener.rules().isTooLarge(bodyBytes)) {
        data.release();
        response().closes();
        to.broken(ProxyErrors.TOO_LARGE);
      } else {
        startTimeout(listener.rules().bodyNanos());
        to.onRequestBody(data);
      }
    }
    if (body.error() != null) {
      in.skipBytes(in.readableBytes());
      response().closes();
      if (exchange != null) {
        state = ReadState.WAIT;
        exchange.broken(body.error());
      } else {
        linger(); // the answer is out, and must arrive
      }
    } else if (body.done() && (state == ReadState.BODY || state == ReadState.DRAIN)) {
      timeout.cancel();
      if (state == ReadState.DRAIN) {
        nextRequest();
      } else {
        state = ReadState.WAIT;
        if (exchange != null) {
          exchange.onRequestEnd(body.trailers());
        }
      }
    } else if (state == ReadState.DRAIN && bodyBytes > MOST_DRAINED) {
      linger();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (exchange != null) {
      exchange.onClientReadComplete();
    }
  }

  // ---- writing: ClientStream

  @Override
  public void informational(int status, WireHeaders headers) {
    if (response().informational(status, headers) && status == 100 && state == ReadState.BODY) {
      toldToContinue = true;
      startTimeout(listener.rules().bodyNanos());
    }
  }

  @Override
  public void head(int status, WireHeaders headers) {
    boolean unread = exchange != null && exchange.isSettled() && body.remaining() > MOST_DRAINED;
    boolean closing = (awaitsContinue || unread) && state == ReadState.BODY; // it may yet come
    response().head(status, headers, closing || listener.isDraining());
  }

  @Override
  public boolean body(ByteBuf data) {
    if (state == ReadState.CLOSED) {
      data.release();
      return true;
    }
    return response().body(data);
  }

  @Override
  public boolean end(@Nullable WireHeaders trailers) {
    return response().end(trailers);
  }

  @Override
  public void flush() {
    response().flush();
  }

  @Override
  public boolean isWritable() {
    return channel().isWritable();
  }

  @Override
  public long unsentBytes() {
    return channel().bytesBeforeWritable();
  }

  @Override
  public void reading(boolean on) {
    if (pipelined.isEmpty() || !on) {
      channel().config().setAutoRead(on);
    }
  }

  @Override
  public boolean retract() {
    return state != ReadState.CLOSED && response().retract();
  }

  @Override
  public void abort() {
    response().closes();
    response().discard();
    if (response().isCloseDelimited()) { // an orderly close would look like the end of the body
      channel().config().setOption(ChannelOption.SO_LINGER, 0);
    }
    close();
  }

  @Override
  public void finished() {
    exchange = null;
    Objects.requireNonNull(name).idle(worker.index());
    if (state == ReadState.CLOSED) {
      return;
    }
    if (!response().isEnded()) {
      close();
      return;
    }
    channel().config().setAutoRead(true);
    boolean keepAlive = response().keepsAlive();
    if (state == ReadState.WAIT && keepAlive) {
      nextRequest();
    } else if (state == ReadState.WAIT) {
      closeGracefully();
    } else if (keepAlive && !awaitsContinue && body.remaining() <= MOST_DRAINED) {
      bodyBytes = 0;
      state = ReadState.DRAIN;
      startTimeout(listener.rules().bodyNanos());
    } else {
      linger();
    }
  }

  @Override
  public ByteBufAllocator allocator() {
    return context().alloc();
  }

  private void nextRequest() {
    if (listener.isDraining() && pipelined.isEmpty()) {
      closeGracefully();
      return;
    }
    state = ReadState.HEAD;
    startTimeout(listener.rules().idleNanos());
    receivePipelined();
  }

  private void receivePipelined() {
    if (!pipelined.isEmpty() && !processing && mayTake()) {
      channel().config().setAutoRead(true);
      receive(pipelined.take());
      channelReadComplete(context());
    }
  }

  // ---- the end

  /** Closes when all that was written has gone out. */
  private void closeGracefully() {
    boolean unread =
        !pipelined.isEmpty() || parser.started() || parser.error() != null || body.error() != null;
    if (unread) { // it would turn the close into a reset
      linger();
    } else {
      response().flush();
      state = ReadState.CLOSED;
      farewell().close();
    }
  }

  /** The same for a client that is still sending. */
  private void linger() {
    response().flush();
    state = ReadState.LINGER;
    pipelined.release();
    farewell().linger();
  }

  private Farewell farewell() {
    timeout.cancel();
    farewell = new Farewell(context(), worker, listener.rules().idleNanos());
    return farewell;
  }

  private void close() {
    state = ReadState.CLOSED;
    timeout.cancel();
    context().close();
  }

  /** The listener drains: an idle connection closes now, a busy one after its exchange. */
  void drain() {
    if (state == ReadState.HEAD && !parser.started()) {
      closeGracefully();
    }
  }

  /** The listener ends: whoever still waits is told, then the connection closes. */
  void terminate() {
    response().closes();
    if (exchange != null) {
      exchange.broken(ProxyErrors.DRAIN_TIMEOUT);
    }
    if (state != ReadState.CLOSED) {
      close();
    }
  }

  private void startTimeout(long nanos) {
    if (nanos > 0) {
      worker.timers().start(timeout, nanos);
    } else {
      timeout.cancel();
    }
  }

  private void onTimeout() {
    switch (state) {
      case HEAD -> {
        if (parser.started()) {
          refuse(ProxyErrors.HEAD_TIMEOUT);
        } else {
          closeGracefully();
        }
      }
      case BODY -> {
        boolean originIsSlow = !channel().config().isAutoRead();
        if (originIsSlow || (awaitsContinue && !toldToContinue)) {
          startTimeout(listener.rules().bodyNanos());
        } else if (exchange != null) {
          response().closes();
          exchange.broken(ProxyErrors.BODY_TIMEOUT);
        }
      }
      default -> close();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (!context.channel().isWritable()) {
      return;
    }
    if (exchange != null) {
      exchange.onClientWritable();
    } else if (state == ReadState.HEAD) {
      receivePipelined();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    state = ReadState.CLOSED;
    timeout.cancel();
    if (farewell != null) {
      farewell.cancel();
    }
    pipelined.release();
    response().discard();
    ClientExchange interrupted = exchange;
    if (interrupted != null) {
      interrupted.onClientGone();
    }
    listener.closed(this, worker);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof IOException) {
      context.close(); // a broken socket; channelInactive does the rest
    } else {
      lostTrack(cause);
    }
  }

  /** A mistake of ours: where the next request begins is not known any more. */
  private void lostTrack(Throwable cause) {
    LOG.error("listener {}: an exchange failed", listener.id(), cause);
    response().closes();
    try {
      if (exchange == null) {
        close();
      } else {
        exchange.broken(GatewayError.INTERNAL);
      }
    } catch (Throwable e) {
      LOG.error("listener {}: an exchange could not be ended", listener.id(), e);
      context().close();
    }
  }

  private ChannelHandlerContext context() {
    return Objects.requireNonNull(ctx, "no handler was added");
  }

  private Channel channel() {
    return context().channel();
  }

  private ResponseStream response() {
    return Objects.requireNonNull(response, "no handler was added");
  }
}
