package io.sluice.gateway.health;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.sluice.gateway.testkit.Await;
import io.sluice.loadbalancer.Address;
import io.sluice.loadbalancer.Endpoint;
import io.sluice.loadbalancer.Target;
import io.sluice.loadbalancer.group.ProbeResult;
import io.sluice.loadbalancer.group.Prober;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Two event loops, and what checks on them find. */
final class Checks implements AutoCloseable {
  static final Duration LONG = Duration.ofSeconds(4);
  static final Duration SHORT = Duration.ofMillis(250);

  /** A way to drive sockets; each words its errors differently. */
  record Sockets(
      String name, IoHandlerFactory handlers, ChannelFactory<? extends Channel> channels) {
    static final Sockets NIO = new Sockets("nio", NioIoHandler.newFactory(), NioSocketChannel::new);

    static List<Sockets> all() {
      return Epoll.isAvailable()
          ? List.of(NIO, new Sockets("epoll", EpollIoHandler.newFactory(), EpollSocketChannel::new))
          : List.of(NIO);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** Collects results. */
  static final class Told implements Consumer<ProbeResult> {
    private final List<ProbeResult> results = new CopyOnWriteArrayList<>();

    @Override
    public void accept(ProbeResult result) {
      results.add(result);
    }

    List<ProbeResult> results() {
      return results;
    }

    ProbeResult first() {
      Await.until("a result is told", () -> !results.isEmpty());
      return results.get(0);
    }
  }

  final EventLoopGroup loops;
  final Names names = new Names();
  private final Sockets sockets;

  Checks(Sockets sockets) {
    this.sockets = sockets;
    this.loops =
        new MultiThreadIoEventLoopGroup(
            2, new DefaultThreadFactory("checks", true), sockets.handlers());
  }

  ProbeSockets sockets() {
    return sockets(sockets.channels());
  }

  ProbeSockets sockets(ChannelFactory<? extends Channel> channels) {
    return new ProbeSockets(loops::next, channels, names);
  }

  /** A few checks at a time. */
  ProbeSockets sockets(int most) {
    return new ProbeSockets(loops::next, sockets.channels(), names, new ProbeTurns(most));
  }

  Prober<Endpoint> http(HttpProbeOptions options) {
    return new HttpProber<>(sockets(), options);
  }

  Prober<Endpoint> http() {
    return http(get(LONG));
  }

  Prober<Endpoint> tcp(Duration timeout) {
    return new TcpProber<>(sockets(), new TcpProbeOptions(0, timeout));
  }

  static HttpProbeOptions get(Duration timeout) {
    return new HttpProbeOptions("GET", "/health", null, status -> status == 200, 0, timeout);
  }

  static Endpoint endpoint(int port) {
    return endpoint("127.0.0.1", port);
  }

  static Endpoint endpoint(String host, int port) {
    return new Endpoint(new Target(new Address(host, port)));
  }

  static ProbeResult check(Prober<Endpoint> prober, Endpoint endpoint) {
    Told told = new Told();
    prober.probe(endpoint, told);
    return told.first();
  }

  /** Ends the loops; waits. */
  @Override
  public void close() {
    loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    names.close();
  }
}
