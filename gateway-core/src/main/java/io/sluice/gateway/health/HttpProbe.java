package io.sluice.gateway.health;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.http.BodyReader;
import io.sluice.gateway.http.HeadLimits;
import io.sluice.gateway.http.ResponseHead;
import io.sluice.gateway.http.ResponseParser;
import io.sluice.gateway.http.WireErrors;
import io.sluice.loadbalancer.group.ProbeResult;
import java.util.function.Consumer;

/**
 * Sends a request and looks at the status of the answer, which decides as soon as its head is
 * there. The head is read as strictly as those of forwarded requests: an answer that would be
 * refused there is no sign of health.
 *
 * <p>A short body is read and dropped, so that the endpoint is not cut off in the middle of it,
 * which many would log at every check.
 */
final class HttpProbe extends Probe {
  private static final HeadLimits LIMITS = new HeadLimits(1 << 10, 16 << 10, 128);
  private static final int MOST_INFORMATIONAL = 16; // before the final head
  private static final int MOST_DROPPED = 64 << 10;

  private final HttpProbeOptions options;
  private final String request;
  private final ResponseParser parser = new ResponseParser(LIMITS);
  private final BodyReader body = new BodyReader();
  private boolean received; // a byte
  private boolean answered; // the rest is body
  private int informational;
  private int dropped;

  HttpProbe(
      ProbeTurns turns, HttpProbeOptions options, String request, Consumer<ProbeResult> result) {
    super(turns, options.timeout(), result);
    this.options = options;
    this.request = request;
  }

  @Override
  void connected(ChannelHandlerContext ctx) {
    ctx.writeAndFlush(ByteBufUtil.writeAscii(ctx.alloc(), request), ctx.voidPromise());
  }

  @Override
  String closedEarly() {
    return received ? "closed within the head of its answer" : "closed without an answer";
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    try {
      receive(ctx, in);
    } finally {
      in.release();
    }
  }

  private void receive(ChannelHandlerContext ctx, ByteBuf in) {
    if (!received && in.isReadable()) {
      received = true;
      if (in.getByte(in.readerIndex()) != 'H') { // TLS, for one, may never send a whole line
        refuse("not HTTP");
        return;
      }
    }
    while (!answered && in.isReadable()) {
      ResponseHead head = parser.parse(in);
      GatewayError error = parser.error();
      if (error != null) {
        refuse(detail(error));
        return;
      }
      if (head != null) {
        head(head);
        if (answered) {
          closeSoon(ctx);
        }
      }
    }
    if (answered) {
      drop(in);
    }
  }

  private static String detail(GatewayError error) {
    if (error.equals(WireErrors.STATUS_LINE)) {
      return "not HTTP";
    }
    return error.equals(WireErrors.HEADERS_TOO_LARGE) ? "head too large" : error.reason();
  }

  private void head(ResponseHead head) {
    int status = head.status();
    if (status < 200 && status != 101) { // after a 101 nothing more comes that is HTTP
      if (++informational > MOST_INFORMATIONAL) {
        refuse("too many informational answers");
      }
      return;
    }
    answered = true;
    body.begin(head.bodyLength(options.method()));
    if (options.expected().test(status)) {
      pass("status " + status);
    } else {
      fail("unexpected status " + status); // may be 200: what is expected is the operator's choice
    }
  }

  private void refuse(String detail) {
    answered = true; // whatever else comes
    fail(detail);
    close();
  }

  private void drop(ByteBuf in) {
    dropped += in.readableBytes();
    while (in.isReadable() && !body.done() && body.error() == null) {
      ByteBuf piece = body.read(in);
      if (piece != null) {
        piece.release();
      }
    }
    if (body.done() || body.error() != null || dropped > MOST_DROPPED) {
      close();
    }
  }
}
