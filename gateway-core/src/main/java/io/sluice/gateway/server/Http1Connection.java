package io.sluice.gateway.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.event.Timeout;
import io.sluice.gateway.event.Worker;
import io.sluice.gateway.http.BodyReader;
import io.sluice.gateway.http.FieldName;
import io.sluice.gateway.http.Framing;
import io.sluice.gateway.http.MessageWriter;
import io.sluice.gateway.http.MessageWriter.Persistence;
import io.sluice.gateway.http.RequestHead;
import io.sluice.gateway.http.RequestParser;
import io.sluice.gateway.http.WireHeaders;
import io.sluice.gateway.proxy.ClientInfo;
import io.sluice.gateway.proxy.ClientStream;
import io.sluice.gateway.proxy.ProxyErrors;
import io.sluice.gateway.proxy.ProxyExchange;
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
  private static final int MOST_PIPELINED = 64 << 10;

  /** Bytes of an unwanted request body that are read for the sake of keeping the connection. */
  private static final int MOST_DRAINED = 64 << 10;

  /** How long a client may take to notice that its unwanted request was answered. */
  private static final long LINGER_NANOS = 2_000_000_000;

  private static final GatewayError HEAD_TIMEOUT =
      GatewayError.client(408, "request_head_timeout")
          .withDetail("The request's head came too slowly.");

  private static final GatewayError INTERNAL_ERROR = GatewayError.gateway(500, "internal_error");

  private enum State {
    HEAD,
    BODY,
    /** The request is complete, its exchange is not. */
    WAIT,
    /** The exchange is over, its request's body is not: the rest is read and dropped. */
    DRAIN,
    /**
     * The response is out and the output shut: what still comes is dropped until the client closes.
     */
    LINGER,
    CLOSED
  }

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

  private State state = State.HEAD;
  private @Nullable ChannelHandlerContext ctx;
  private @Nullable MessageWriter writer;
  private @Nullable ClientInfo info;
  private @Nullable ProxyExchange exchange;
  private @Nullable ByteBuf pipelined;
  private boolean processing; // receive() is on the stack
  private long bodyBytes;
  private boolean awaitsContinue; // the client may or may not send the body: no byte of it has come
  private boolean toldToContinue;

  private String method = "";
  private int minorVersion = 1;
  private boolean keepAlive;
  private boolean headSent;
  private boolean bodyless; // of the response
  private long bodyLeft = -1; // of a response with Content-Length
  private boolean closeDelimited;
  private boolean responseEnded;

  Http1Connection(Listener listener, Worker worker) {
    this.listener = listener;
    this.worker = worker;
    this.parser = new RequestParser(listener.rules().limits());
  }

  // ---- reading

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    ctx = context;
    writer = new MessageWriter(context);
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    info = listener.clientInfo(context.channel());
    listener.opened(this, worker);
    startTimeout(listener.rules().headersNanos());
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf in = (ByteBuf) message;
    if (state == State.LINGER || state == State.CLOSED) {
      in.release();
      return;
    }
    if (pipelined != null) { // keep the order
      in = append(pipelined, in);
      pipelined = null;
    }
    receive(in);
  }

  private ByteBuf append(ByteBuf first, ByteBuf second) {
    try {
      return first
          .alloc()
          .directBuffer(first.readableBytes() + second.readableBytes())
          .writeBytes(first)
          .writeBytes(second);
    } finally {
      first.release();
      second.release();
    }
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
        pipelined = in.retain();
        if (in.readableBytes() > MOST_PIPELINED || state == State.HEAD) {
          channel().config().setAutoRead(false);
        }
      }
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
    return state != State.WAIT && (state != State.HEAD || isWritable());
  }

  private void readHead(ByteBuf in) {
    boolean first = !parser.started();
    RequestHead head = parser.parse(in);
    GatewayError wrong = parser.error();
    if (wrong != null) {
      in.skipBytes(in.readableBytes());
      refuse(RequestHead.unreadable(), wrong);
    } else if (head != null) {
      begin(head);
    } else if (first) {
      startTimeout(listener.rules().headersNanos());
    }
  }

  private void begin(RequestHead head) {
    timeout.cancel();
    ListenerRules rules = listener.rules();
    method = head.method();
    minorVersion = head.minorVersion();
    keepAlive = head.keepAlive() && !listener.isDraining();
    startResponse();
    bodyBytes = 0;
    awaitsContinue = head.expectsContinue();
    toldToContinue = false;
    body.begin(head.length());
    state = body.done() ? State.WAIT : State.BODY;
    if (rules.maxBody() > 0 && head.length() > rules.maxBody()) {
      keepAlive = false;
      refuseNow(head, ProxyErrors.TOO_LARGE);
      return;
    }
    if (state == State.BODY) {
      startTimeout(rules.bodyNanos());
    }
    ProxyExchange begun = newExchange(head);
    exchange = begun;
    begun.begin(rules);
  }

  private ProxyExchange newExchange(RequestHead head) {
    return new ProxyExchange(
        worker, listener.lease(worker), this, Objects.requireNonNull(info), head);
  }

  private void startResponse() {
    headSent = false;
    responseEnded = false;
    bodyless = false;
    closeDelimited = false;
    bodyLeft = -1;
  }

  /**
   * The request cannot be understood: nothing after it on this connection can be trusted either.
   */
  private void refuse(RequestHead head, GatewayError why) {
    timeout.cancel();
    method = head.method();
    minorVersion = 1;
    keepAlive = false;
    startResponse();
    state = State.WAIT;
    refuseNow(head, why);
  }

  private void refuseNow(RequestHead head, GatewayError why) {
    ProxyExchange refused = newExchange(head);
    exchange = refused;
    refused.refuse(why);
  }

  private void readBody(ByteBuf in) {
    ByteBuf data = body.read(in);
    ProxyExchange to = exchange;
    if (data != null) {
      awaitsContinue = false;
      bodyBytes += data.readableBytes();
      if (to == null || state == State.DRAIN) {
        data.release();
      } else if (isTooLarge()) {
        data.release();
        keepAlive = false;
        to.fail(ProxyErrors.TOO_LARGE);
      } else {
        startTimeout(listener.rules().bodyNanos());
        to.onRequestBody(data);
      }
    }
    if (body.error() != null) {
      in.skipBytes(in.readableBytes());
      keepAlive = false;
      if (exchange != null) {
        state = State.WAIT;
        exchange.fail(body.error());
      } else {
        linger(); // the answer is out, and must arrive
      }
    } else if (body.done() && (state == State.BODY || state == State.DRAIN)) {
      timeout.cancel();
      if (state == State.DRAIN) {
        nextRequest();
      } else {
        state = State.WAIT;
        if (exchange != null) {
          exchange.onRequestEnd(body.trailers());
        }
      }
    } else if (state == State.DRAIN && bodyBytes > MOST_DRAINED) {
      linger();
    }
  }

  private boolean isTooLarge() {
    long max = listener.rules().maxBody();
    return max > 0 && bodyBytes > max;
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
    if (minorVersion == 1 && !headSent) {
      headers.remove(FieldName.CONTENT_LENGTH); // RFC 9110 8.6
      writer().response(status, headers, false, Persistence.IMPLIED);
      if (status == 100 && state == State.BODY) {
        toldToContinue = true;
        startTimeout(listener.rules().bodyNanos());
      }
    }
  }

  @Override
  public void head(int status, WireHeaders headers) {
    headSent = true;
    headers.remove(FieldName.TRANSFER_ENCODING); // framing is the engine's, whatever filters set
    bodyless = method.equals("HEAD") || status == 204 || status == 304;
    if (status == 204) {
      headers.remove(FieldName.CONTENT_LENGTH);
    }
    boolean chunked = false;
    if (!bodyless) {
      bodyLeft = Framing.declaredLength(headers);
      if (bodyLeft < 0) {
        headers.remove(FieldName.CONTENT_LENGTH); // a filter's, and no length
        chunked = minorVersion == 1;
        closeDelimited = minorVersion == 0;
      }
    }
    if (closeDelimited || listener.isDraining() || (awaitsContinue && state == State.BODY)) {
      keepAlive = false; // whether the body will come after all, nobody can tell
    }
    Persistence persistence = Persistence.IMPLIED;
    if (!keepAlive) {
      persistence = Persistence.CLOSE;
    } else if (minorVersion == 0) {
      persistence = Persistence.KEEP_ALIVE;
    }
    writer().response(status, headers, chunked, persistence);
  }

  @Override
  public void body(ByteBuf data) {
    if (bodyless || state == State.CLOSED) {
      data.release();
      return;
    }
    if (bodyLeft >= 0) {
      bodyLeft -= data.readableBytes();
      if (bodyLeft < 0) { // a filter lied about the length: more would be read as the next response
        data.release();
        abort();
        return;
      }
    }
    writer().body(data);
  }

  @Override
  public void end(@Nullable WireHeaders trailers) {
    if (bodyLeft > 0) { // shorter than announced: only closing tells the client
      keepAlive = false;
    }
    responseEnded = true;
    writer().end(trailers);
  }

  @Override
  public void flush() {
    writer().flush();
  }

  @Override
  public boolean isWritable() {
    return channel().isWritable();
  }

  @Override
  public void reading(boolean on) {
    if (pipelined == null || !on) {
      channel().config().setAutoRead(on);
    }
  }

  @Override
  public void abort() {
    keepAlive = false;
    writer().discard();
    if (closeDelimited) { // an orderly close would look like the end of the body
      channel().config().setOption(ChannelOption.SO_LINGER, 0);
    }
    close();
  }

  @Override
  public void finished() {
    exchange = null;
    if (state == State.CLOSED) {
      return;
    }
    if (!responseEnded) {
      close();
      return;
    }
    channel().config().setAutoRead(true);
    if (state == State.WAIT) {
      if (keepAlive) {
        nextRequest();
      } else {
        closeGracefully();
      }
    } else if (keepAlive && !awaitsContinue && body.remaining() <= MOST_DRAINED) {
      bodyBytes = 0;
      state = State.DRAIN;
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
    if (listener.isDraining() && pipelined == null) {
      closeGracefully();
      return;
    }
    state = State.HEAD;
    startTimeout(listener.rules().idleNanos());
    receivePipelined();
  }

  private void receivePipelined() {
    ByteBuf waiting = pipelined;
    if (waiting != null && !processing && mayTake()) {
      pipelined = null;
      channel().config().setAutoRead(true);
      receive(waiting);
      if (exchange != null) {
        exchange.onClientReadComplete();
      }
    }
  }

  // ---- the end

  /** Closes when all that was written has gone out. */
  private void closeGracefully() {
    writer().flush();
    if (pipelined != null
        || parser.started()
        || parser.error() != null
        || body.error() != null) { // unread bytes would turn the close into a reset
      linger();
    } else {
      state = State.CLOSED;
      startTimeout(unreadNanos());
      context().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }
  }

  /**
   * Shuts the output and reads on for a moment: a reset would take the response from the client.
   */
  private void linger() {
    writer().flush();
    state = State.LINGER;
    releasePipelined();
    startTimeout(unreadNanos());
    channel().config().setAutoRead(true);
    if (channel() instanceof DuplexChannel duplex) {
      context()
          .writeAndFlush(Unpooled.EMPTY_BUFFER)
          .addListener(
              written -> {
                if (state == State.LINGER) {
                  startTimeout(LINGER_NANOS);
                  duplex.shutdownOutput();
                }
              });
    }
  }

  /** How long the last answer may wait for a client that does not read it. */
  private long unreadNanos() {
    return Math.max(listener.rules().idleNanos(), LINGER_NANOS);
  }

  private void close() {
    state = State.CLOSED;
    timeout.cancel();
    context().close();
  }

  /** The listener drains: an idle connection closes now, a busy one after its exchange. */
  void drain() {
    if (state == State.HEAD && !parser.started()) {
      closeGracefully();
    }
  }

  /** The listener ends: whoever still waits is told, then the connection closes. */
  void terminate() {
    keepAlive = false;
    if (exchange != null) {
      exchange.fail(ProxyErrors.DRAIN_TIMEOUT);
    }
    if (state != State.CLOSED) {
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
          refuse(RequestHead.unreadable(), HEAD_TIMEOUT);
        } else {
          closeGracefully();
        }
      }
      case BODY -> {
        if (!channel().config().isAutoRead() || (awaitsContinue && !toldToContinue)) {
          // it is the origin that is slow
          startTimeout(listener.rules().bodyNanos());
        } else if (exchange != null) {
          keepAlive = false;
          exchange.fail(ProxyErrors.BODY_TIMEOUT);
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
    } else if (state == State.HEAD) {
      receivePipelined();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    state = State.CLOSED;
    timeout.cancel();
    releasePipelined();
    writer().discard();
    ProxyExchange interrupted = exchange;
    if (interrupted != null) {
      interrupted.onClientGone();
    }
    listener.closed(this, worker);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!(cause instanceof IOException)) { // not a broken socket: a mistake of ours
      LOG.error("listener {}: an exchange failed", listener.id(), cause);
      if (exchange != null) {
        exchange.fail(INTERNAL_ERROR);
        return;
      }
    }
    context.close(); // channelInactive does the rest
  }

  private void releasePipelined() {
    if (pipelined != null) {
      pipelined.release();
      pipelined = null;
    }
  }

  private ChannelHandlerContext context() {
    return Objects.requireNonNull(ctx, "no handler was added");
  }

  private Channel channel() {
    return context().channel();
  }

  private MessageWriter writer() {
    return Objects.requireNonNull(writer, "no handler was added");
  }
}
