package io.sluice.admin;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpChunkedInput;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.stream.ChunkedStream;
import io.netty.util.concurrent.Future;
import io.sluice.gateway.event.RequestIds;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client connection: a request at a time. A body that is expected is collected first. While a
 * request is being answered nothing is read, so that pipelined ones wait their turn. Confined to
 * the admin event loop.
 */
final class AdminHandler extends SimpleChannelInboundHandler<HttpObject> {
  private static final Logger LOG = LoggerFactory.getLogger(AdminHandler.class);

  /** IMF-fixdate (RFC 9110, section 5.6.7). */
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH);

  /** Bytes of a body that are written at once. */
  private static final int PIECE = 64 * 1024;

  private final RequestCheck check;
  private final AdminLimits limits;
  private final OpenConnections connections;
  private final RequestIds ids;
  private final BodyBudget bodies;
  private @Nullable ArrivingCall arriving;
  private @Nullable Future<?> deadline;
  private boolean closing;
  private boolean streaming;

  AdminHandler(
      RequestCheck check,
      AdminLimits limits,
      OpenConnections connections,
      RequestIds ids,
      BodyBudget bodies) {
    this.check = check;
    this.limits = limits;
    this.connections = connections;
    this.ids = ids;
    this.bodies = bodies;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    closeAfter(ctx, limits.firstRequest());
    ctx.fireChannelActive();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    disarm();
    if (arriving != null) {
      arriving.release();
      arriving = null;
    }
    connections.closed(ctx.channel());
    ctx.fireChannelInactive();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, HttpObject message) {
    if (streaming && message instanceof HttpRequest) {
      ctx.close(); // nothing can be answered behind a stream
    }
    if (closing) {
      return; // what comes after the last answer: discarded
    }
    if (message instanceof HttpRequest request) {
      if (ctx.channel().remoteAddress() instanceof InetSocketAddress client) {
        begin(ctx, request, client);
      } else {
        ctx.close(); // it is gone
      }
    } else if (arriving != null && message instanceof HttpContent piece) {
      receive(ctx, arriving, piece);
    }
  }

  private void begin(ChannelHandlerContext ctx, HttpRequest request, InetSocketAddress client) {
    RequestCheck.Asked asked = check.asked(request, client);
    Operation operation = asked.operation();
    ArrivingCall call = new ArrivingCall(asked, request, client, bodies);
    if (operation.mostBody() == 0) {
      run(ctx, operation, call, check.allowsMore(request));
      return;
    }
    arriving = call;
    closeAfter(ctx, limits.body(operation.mostBody()));
    if (HttpUtil.is100ContinueExpected(request)) {
      ctx.writeAndFlush(
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
    }
  }

  /** Until all is there the connection counts as idle: a slow body takes no place from others. */
  private void receive(ChannelHandlerContext ctx, ArrivingCall call, HttpContent piece) {
    if (piece.decoderResult().isFailure()) {
      run(ctx, RequestCheck.MALFORMED, call, false);
      return;
    }
    switch (call.take(piece.content())) {
      case TOO_MUCH -> run(ctx, RequestCheck.TOO_LARGE, call, false);
      case NO_ROOM -> run(ctx, RequestCheck.NO_ROOM, call, false);
      case KEPT -> {
        if (piece instanceof LastHttpContent) {
          run(ctx, call.operation(), call, HttpUtil.isKeepAlive(call.head));
        }
      }
    }
  }

  private void run(
      ChannelHandlerContext ctx, Operation operation, ArrivingCall call, boolean keepAlive) {
    arriving = null;
    disarm();
    connections.busy(ctx.channel());
    ctx.channel().config().setAutoRead(false);
    boolean head = call.head.method().equals(HttpMethod.HEAD);
    operation
        .work()
        .answer(call.call(ids.next()), answer -> reply(ctx, call, answer, head, keepAlive));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (!(cause
        instanceof IOException)) { // That is a broken connection, and nobody is left to tell.
      LOG.error("admin: a connection is closed after an error", cause);
    }
    ctx.close();
  }

  private void reply(
      ChannelHandlerContext ctx,
      ArrivingCall call,
      Answer answer,
      boolean head,
      boolean keepAlive) {
    if (ctx.executor().inEventLoop()) {
      call.release();
      write(ctx, answer, head, keepAlive);
      return;
    }
    try {
      ctx.executor()
          .execute(
              () -> {
                call.release();
                write(ctx, answer, head, keepAlive);
              });
    } catch (RejectedExecutionException stopped) {
      // The server was closed while this was being made, and the connection with it.
    }
  }

  private void write(ChannelHandlerContext ctx, Answer answer, boolean head, boolean keepAlive) {
    if (answer.tail() != null && !head) {
      stream(ctx, answer, answer.tail());
      return;
    }
    closing = !keepAlive || !ctx.channel().parent().isOpen(); // the listener may be elsewhere now
    closeAfter(ctx, limits.write());
    connections.taking(ctx.channel());
    written(ctx, answer).addListener((ChannelFuture done) -> answered(ctx, done.isSuccess()));
  }

  /** The connection is the stream's from now on: it ends with it, and carries nothing else. */
  private void stream(ChannelHandlerContext ctx, Answer answer, Answer.Tail tail) {
    closing = true;
    streaming = true;
    HttpResponse head =
        head(new DefaultHttpResponse(HttpVersion.HTTP_1_1, answer.status()), answer, false);
    HttpUtil.setTransferEncodingChunked(head, true);
    ctx.write(head);
    ctx.write(new DefaultHttpContent(Unpooled.wrappedBuffer(answer.body().duplicate())));
    tail.follow(ctx.channel()); // before the client reads anything: nothing escapes it from then on
    ctx.flush();
    ctx.channel().config().setAutoRead(true); // so that its end is seen
  }

  private void answered(ChannelHandlerContext ctx, boolean written) {
    connections.idle(ctx.channel());
    if (!written) {
      ctx.close();
    } else if (closing) {
      linger(ctx);
    } else {
      closeAfter(ctx, limits.nextRequest());
      ctx.channel().config().setAutoRead(true);
    }
  }

  /**
   * Ends our side and reads on for a moment: closing with unread input would reset the connection,
   * and the client might lose the answer (RFC 9112, section 9.6).
   */
  private void linger(ChannelHandlerContext ctx) {
    closeAfter(ctx, limits.linger());
    if (ctx.channel() instanceof DuplexChannel channel) {
      channel.shutdownOutput();
    }
    ctx.channel().config().setAutoRead(true);
  }

  /**
   * A long body goes out in pieces, each when the one before has left: a whole one would be copied
   * for the socket at once, for each client that asks.
   */
  private ChannelFuture written(ChannelHandlerContext ctx, Answer answer) {
    ByteBuffer body = answer.body();
    if (body.remaining() <= PIECE) {
      return ctx.writeAndFlush(
          head(
              new DefaultFullHttpResponse(
                  HttpVersion.HTTP_1_1, answer.status(), Unpooled.wrappedBuffer(body.duplicate())),
              answer,
              !closing));
    }
    ctx.write(
        head(new DefaultHttpResponse(HttpVersion.HTTP_1_1, answer.status()), answer, !closing));
    ByteArrayInputStream bytes =
        new ByteArrayInputStream(
            body.array(), body.arrayOffset() + body.position(), body.remaining());
    return ctx.writeAndFlush(new HttpChunkedInput(new ChunkedStream(bytes, PIECE)));
  }

  private static HttpResponse head(HttpResponse response, Answer answer, boolean keepAlive) {
    response
        .headers()
        .set(HttpHeaderNames.DATE, DATE.format(ZonedDateTime.now(ZoneOffset.UTC)))
        .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
        .set("x-content-type-options", "nosniff")
        .set(HttpHeaderNames.CONNECTION, keepAlive ? "keep-alive" : "close");
    if (!answer.contentType().isEmpty()) {
      response.headers().set(HttpHeaderNames.CONTENT_TYPE, answer.contentType());
    }
    if (answer.tail() == null && answer.status().code() != 204 && answer.status().code() != 304) {
      response.headers().set(HttpHeaderNames.CONTENT_LENGTH, answer.body().remaining());
    }
    answer.headers().forEach(response.headers()::set);
    return response;
  }

  private void closeAfter(ChannelHandlerContext ctx, Duration time) {
    disarm();
    deadline = ctx.executor().schedule(() -> ctx.close(), time.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void disarm() {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }
}
