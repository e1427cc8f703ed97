package io.sluice.gateway.client;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.event.Timeout;
import io.sluice.gateway.http.BodyReader;
import io.sluice.gateway.http.HeadLimits;
import io.sluice.gateway.http.MessageWriter;
import io.sluice.gateway.http.ResponseHead;
import io.sluice.gateway.http.ResponseParser;
import io.sluice.gateway.http.WireHeaders;
import java.io.IOException;
import java.nio.channels.NotYetConnectedException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One HTTP/1.1 connection to an origin, with one exchange at a time. It goes back to its pool by
 * itself when both the request and the response are complete and the origin keeps it open; in every
 * other case it is closed. Bytes that nobody asked for close it too: what follows a response could
 * be taken for the answer to somebody else's request.
 *
 * <p>Confined to its worker's event loop.
 */
public final class UpstreamConnection extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(UpstreamConnection.class);
  private static final int MOST_INFORMATIONAL = 16; // before one final head
  private static final int MOST_DISCARDED = 64 << 10;
  private static final ResponseListener DISCARD = new DiscardingListener();

  private final ConnectionPool pool;
  private final ResponseParser parser = new ResponseParser(HeadLimits.RESPONSE);
  private final BodyReader body = new BodyReader();
  private final long bornAt;
  final Timeout idleTimeout =
      new Timeout() {
        @Override
        protected void expired() {
          close();
        }
      };

  // The pool's notes:
  boolean idle; // it waits for work
  boolean shed; // it has no reservation any more
  @Nullable ConnectionPool heir; // whose its reservation will be when it is closed

  private @Nullable ChannelHandlerContext ctx;
  private @Nullable MessageWriter writer;
  private @Nullable ResponseListener listener; // null while idle
  private String method = "";
  private boolean reused;
  private boolean requestSent;
  private boolean receivedAny; // a byte of this response
  private boolean inBody;
  private int informational; // heads before the final one
  private boolean keepAlive;

  UpstreamConnection(ConnectionPool pool, long now) {
    this.pool = pool;
    this.bornAt = now;
  }

  // ---- the exchange's side

  /** Sends a request head, and tells {@code to} what comes back. */
  public void send(
      ResponseListener to, String method, String target, WireHeaders headers, boolean chunked) {
    this.listener = to;
    this.method = method;
    requestSent = false;
    receivedAny = false;
    inBody = false;
    informational = 0;
    writer().request(method, target, headers, chunked);
  }

  /** Sends a piece of the request's body; takes ownership. */
  public void sendBody(ByteBuf data) {
    writer().body(data);
  }

  /** Ends the request. */
  public void sendEnd(@Nullable WireHeaders trailers) {
    requestSent = true;
    writer().end(trailers);
  }

  public void flush() {
    writer().flush();
  }

  /** Whether the origin keeps up with the request's body. */
  public boolean isWritable() {
    return ctx().channel().isWritable();
  }

  /** A measure of what still has to go out before {@link #isWritable} is true again. */
  public long unsentBytes() {
    return ctx().channel().bytesBeforeWritable();
  }

  /** Stops and resumes reading the response, when the client is slower than the origin. */
  public void reading(boolean on) {
    ctx().channel().config().setAutoRead(on);
  }

  /**
   * Whether it served another request before: then it may have been closed by the origin meanwhile.
   */
  public boolean reused() {
    return reused;
  }

  /** Whether a byte of the response has come. */
  public boolean receivedAny() {
    return receivedAny;
  }

  /**
   * The listener wants nothing more of the response whose head it has got: a short body is read to
   * its end so that the connection can be used again, else the connection is closed.
   */
  public void discardResponse(ResponseHead head) {
    long length = head.bodyLength(method);
    if (requestSent && length >= 0 && length <= MOST_DISCARDED) {
      listener = DISCARD;
      pool.expectSoon(this);
    } else {
      cancel();
    }
  }

  /** Gives up the exchange and the connection; the listener hears nothing more. */
  public void cancel() {
    listener = null;
    close();
  }

  /** Gives back a connection that came too late to be used. */
  public void giveBack() {
    reused = true; // it may grow stale while it waits
    pool.release(this);
  }

  // ---- the pool's side

  boolean isOpen() {
    return ctx().channel().isActive();
  }

  long bornAt() {
    return bornAt;
  }

  void close() {
    if (writer != null) {
      writer.discard();
    }
    if (ctx != null) {
      ctx.close();
    }
  }

  // ---- Netty's side

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    this.ctx = ctx;
    this.writer = new MessageWriter(ctx);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    try {
      receive(in);
    } finally {
      in.release();
    }
  }

  private void receive(ByteBuf in) {
    while (in.isReadable()) {
      ResponseListener to = listener;
      if (to == null) {
        close(); // unasked bytes
        return;
      }
      receivedAny = true;
      if (inBody) {
        ByteBuf data = body.read(in);
        if (data != null) {
          to.onBody(data);
        }
        if (body.error() != null) {
          fail(ClientErrors.MALFORMED);
          return;
        }
        if (body.done()) {
          end(in.isReadable());
        }
      } else {
        ResponseHead head = parser.parse(in);
        if (parser.error() != null) {
          fail(
              ClientErrors.MALFORMED.withDetail(
                  Objects.requireNonNullElse(parser.error().detail(), parser.error().reason())));
          return;
        }
        if (head != null) {
          head(to, head, in);
        }
      }
    }
  }

  private void head(ResponseListener to, ResponseHead head, ByteBuf in) {
    if (head.status() == 101) {
      fail(ClientErrors.UNEXPECTED_UPGRADE);
      return;
    }
    if (head.status() < 200) {
      if (++informational > MOST_INFORMATIONAL) {
        fail(ClientErrors.MALFORMED.withDetail("The origin sent too many informational heads."));
      } else {
        to.onInformational(head);
      }
      return;
    }
    long length = head.bodyLength(method);
    keepAlive = head.keepAlive() && length != BodyReader.UNTIL_CLOSE;
    inBody = true;
    body.begin(length);
    to.onHead(head);
    if (listener != null && body.done()) {
      end(in.isReadable());
    }
  }

  private void end(boolean unaskedBytes) {
    ResponseListener to = listener;
    if (to == null) { // cancelled while the last piece was told
      return;
    }
    listener = null;
    inBody = false;
    WireHeaders trailers = body.trailers();
    if (keepAlive && requestSent && !unaskedBytes) {
      reused = true;
      ctx().channel().config().setAutoRead(true);
      pool.release(this);
    } else {
      close();
    }
    to.onEnd(trailers);
  }

  private void fail(GatewayError error) {
    ResponseListener to = listener;
    listener = null;
    close();
    if (to != null) {
      to.onFailure(error);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    ResponseListener to = listener;
    if (to != null) {
      to.onReadComplete();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    idleTimeout.cancel();
    pool.closed(this);
    ResponseListener to = listener;
    if (to != null && inBody && body.endsWithConnection()) {
      listener = null;
      to.onEnd(null);
    } else {
      fail(receivedAny ? ClientErrors.CLOSED_EARLY : ClientErrors.RESET);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    boolean socketBroke = cause instanceof IOException || cause instanceof NotYetConnectedException;
    if (!socketBroke) { // a mistake of ours
      LOG.error("an exchange failed", cause);
      fail(GatewayError.INTERNAL);
      return;
    }
    fail(ClientErrors.RESET);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    ResponseListener to = listener;
    if (to != null && ctx.channel().isWritable()) {
      to.onWritable();
    }
  }

  private ChannelHandlerContext ctx() {
    return Objects.requireNonNull(ctx, "no handler was added");
  }

  private MessageWriter writer() {
    return Objects.requireNonNull(writer, "no handler was added");
  }
}
