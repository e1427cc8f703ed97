package io.sluice.distribution;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerKeepAliveHandler;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** An origin in a process of its own, so that it can be killed as processes are. */
final class OriginProcess implements AutoCloseable {
  static final String BODY = "an answer";

  /** Field of each response: the port of the origin that gave it. */
  static final String ORIGIN = "x-origin";

  /** Takes how long each further answer is to take, in milliseconds. */
  private static final String DELAY = "/delay";

  /** What checks ask for, and what takes the status that they are answered from then on. */
  private static final String HEALTH = "/health";

  private static final int MOST_BODY = 64 << 20;

  private final int port;
  private final int atATime;
  private Process process;

  OriginProcess() throws Exception {
    this(16);
  }

  /** One that works on so many requests at a time; the others wait. */
  OriginProcess(int atATime) throws Exception {
    this.atATime = atATime;
    port = Ports.free();
    process = launch();
  }

  /** What the process runs: answers every request until it is killed. */
  public static void main(String[] arguments) throws InterruptedException {
    ExecutorService work = Executors.newFixedThreadPool(Integer.parseInt(arguments[1]));
    Served served = new Served(arguments[0]);
    new ServerBootstrap()
        .group(new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory()))
        .channel(NioServerSocketChannel.class)
        .option(ChannelOption.SO_BACKLOG, 1024)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childHandler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                channel
                    .pipeline()
                    .addLast(new HttpServerCodec())
                    .addLast(new HttpServerKeepAliveHandler())
                    .addLast(new HttpObjectAggregator(MOST_BODY))
                    .addLast(new Connection(work, served));
              }
            })
        .bind(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0]))
        .sync();
    System.out.println("ready");
  }

  /** One connection: each answer is written in one piece, so that a kill cuts none in two. */
  private static final class Connection extends SimpleChannelInboundHandler<FullHttpRequest> {
    private final ExecutorService work;
    private final Served served;

    Connection(ExecutorService work, Served served) {
      this.work = work;
      this.served = served;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
      String method = request.method().name();
      String path = request.uri();
      String body = request.content().toString(StandardCharsets.US_ASCII);
      work.execute(() -> context.writeAndFlush(served.answer(method, path, body)));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }

  /** What it answers. */
  private static final class Served {
    private final String port;
    private final AtomicInteger delay = new AtomicInteger();
    private final AtomicInteger health = new AtomicInteger(200);

    Served(String port) {
      this.port = port;
    }

    FullHttpResponse answer(String method, String path, String body) {
      if (path.equals(DELAY)) {
        delay.set(Integer.parseInt(body));
        return answer(204, "");
      }
      if (path.equals(HEALTH)) {
        if (method.equals("PUT")) {
          health.set(Integer.parseInt(body));
          return answer(204, "");
        }
        return answer(health.get(), "");
      }
      sleep(delay.get());
      FullHttpResponse answer = answer(200, BODY);
      answer.headers().set(ORIGIN, port);
      return answer;
    }

    private static FullHttpResponse answer(int status, String body) {
      FullHttpResponse answer =
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1,
              HttpResponseStatus.valueOf(status),
              Unpooled.copiedBuffer(body, StandardCharsets.US_ASCII));
      if (status != 204) {
        answer.headers().setInt("content-length", body.length());
      }
      return answer;
    }
  }

  private static void sleep(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Process launch() throws Exception {
    Process started =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                OriginProcess.class.getName(),
                Integer.toString(port),
                Integer.toString(atATime))
            .redirectErrorStream(true)
            .start();
    if (started.getInputStream().read() != 'r') {
      started.destroyForcibly();
      throw new IOException("the origin did not start");
    }
    return started;
  }

  int port() {
    return port;
  }

  /** Has it answer checks with a status from now on; all else it serves as before. */
  void health(int status) throws Exception {
    tell(HEALTH, status);
  }

  /** Has it take so long for each answer from now on. It is told in turn with its other work. */
  void delay(int millis) throws Exception {
    tell(DELAY, millis);
  }

  private void tell(String what, int value) throws Exception {
    int said = new Client(port).send("PUT", what, Integer.toString(value)).statusCode();
    if (said != 204) {
      throw new IllegalStateException("the origin answers " + said + " (expected: 204)");
    }
  }

  /** SIGKILL: no last word to its clients. */
  void kill() throws Exception {
    process.destroyForcibly();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      throw new AssertionError("the origin survives SIGKILL");
    }
  }

  /** Starts it again on its port. */
  void restart() throws Exception {
    process = launch();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
