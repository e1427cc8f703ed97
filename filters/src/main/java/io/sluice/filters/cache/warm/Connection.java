package io.sluice.filters.cache.warm;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.NetUtil;
import io.sluice.filters.cache.rules.CacheStatus;
import io.sluice.gateway.api.WarmAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** A connection to the gateway itself; one request at a time. Its loop. */
final class Connection extends SimpleChannelInboundHandler<HttpObject> {
  private static final int MOST_LINE = 8 << 10; // of a status line
  private static final int MOST_FIELDS = 64 << 10;
  private static final int CHUNK = 16 << 10;

  private final Lane lane;
  private final InetSocketAddress to;
  private @Nullable Channel channel; // set before anything is told
  private boolean used; // has answered a request
  private boolean waiting; // for the first byte of an answer
  private boolean stays;
  private boolean stored; // by the word of the cache
  private int status;

  private Connection(Lane lane, InetSocketAddress to) {
    this.lane = lane;
    this.to = to;
  }

  /**
   * Begins to connect; the lane is told what comes of it.
   *
   * @param listener where the gateway is bound
   */
  static Connection open(
      Lane lane,
      ChannelFactory<? extends Channel> channels,
      EventLoop loop,
      InetSocketAddress listener) {
    Connection made = new Connection(lane, reached(listener));
    ChannelFuture opening =
        new Bootstrap()
            .group(loop)
            .channelFactory(channels)
            .disableResolver()
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel
                        .pipeline()
                        .addLast(new HttpClientCodec(MOST_LINE, MOST_FIELDS, CHUNK), made);
                  }
                })
            .connect(made.to);
    made.channel = opening.channel();
    // when the lane knows which connection it is that is told
    loop.execute(() -> opening.addListener(over -> made.opened(opening)));
    return made;
  }

  /** Whoever listens on all addresses listens on loopback too, for IPv6 sockets take both. */
  private static InetSocketAddress reached(InetSocketAddress listener) {
    InetAddress address = listener.getAddress();
    return address.isAnyLocalAddress()
        ? new InetSocketAddress(NetUtil.LOCALHOST4, listener.getPort())
        : listener;
  }

  private void opened(ChannelFuture opening) {
    Throwable failure = opening.cause();
    if (failure == null) {
      lane.connected(this);
    } else {
      lane.unreachable(this, failure);
    }
  }

  void ask(WarmAddress address) {
    HttpRequest request =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1, HttpMethod.GET, address.target(), Unpooled.EMPTY_BUFFER);
    String host = address.authority();
    request
        .headers()
        .set(HttpHeaderNames.HOST, host == null ? NetUtil.toSocketAddressString(to) : host)
        .set(HttpHeaderNames.USER_AGENT, "sluice-warm-up")
        .set(HttpHeaderNames.ACCEPT, "*/*");
    if (address.https()) {
      request.headers().set("x-forwarded-proto", "https");
    }
    waiting = true;
    if (channel != null) {
      channel.writeAndFlush(request).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }
  }

  void close() {
    if (channel != null) {
      channel.close();
    }
  }

  // ---- what the gateway sends

  @Override
  protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
    waiting = false;
    if (part.decoderResult().isFailure()) {
      context.close();
      return;
    }
    if (part instanceof HttpResponse head) {
      status = head.status().code();
      stays = HttpUtil.isKeepAlive(head);
      stored = CacheStatus.isStored(head.headers().getAll(CacheStatus.FIELD));
    }
    if (part instanceof LastHttpContent && status >= 200) { // else the answer is still to come
      used = true;
      lane.answered(this, status, stored, stays);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    lane.closed(this, used && waiting);
  }

  /** A reset is an end like any other. */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }
}
