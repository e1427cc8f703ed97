package io.sluice.gateway.upstream;

import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.resolver.DefaultAddressResolverGroup;
import io.sluice.gateway.api.Network;
import io.sluice.gateway.api.Ticker;
import io.sluice.gateway.config.OverloadConfig;
import io.sluice.gateway.discovery.Discoveries;
import io.sluice.gateway.event.Worker;
import io.sluice.gateway.health.ProbeSockets;
import io.sluice.gateway.health.Probers;
import io.sluice.gateway.observe.Metrics;
import io.sluice.gateway.overload.Overload;
import io.sluice.loadbalancer.Scheduler;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** Makes upstreams whose endpoints nobody connects to. */
public final class TestUpstreams {
  private static final Scheduler NEVER = (nanos, task) -> () -> {};

  private TestUpstreams() {}

  /** A factory without a zone. */
  public static UpstreamFactory factory(List<Worker> workers, Metrics metrics, Ticker ticker) {
    Supplier<EventLoop> loops = TestUpstreams::unused;
    ChannelFactory<SocketChannel> channels = TestUpstreams::unused;
    DefaultAddressResolverGroup hosts = DefaultAddressResolverGroup.INSTANCE;
    return new UpstreamFactory(
        workers,
        channels,
        hosts,
        new Discoveries(servers -> unused(), NEVER, ticker),
        new Probers(new ProbeSockets(loops, channels, hosts)),
        NEVER,
        metrics,
        ticker,
        "");
  }

  /** Admits everybody. */
  public static Overload overload(Ticker ticker) {
    OverloadConfig none = new OverloadConfig(0, Duration.ZERO, 0, "", null);
    return new Overload(1, none, () -> 0, ticker);
  }

  /** A network that nobody connects to. */
  public static Network network() {
    return unused();
  }

  @SuppressWarnings("TypeParameterUnusedInFormals") // it never returns
  private static <T> T unused() {
    throw new IllegalStateException("no connection is asked for");
  }
}
