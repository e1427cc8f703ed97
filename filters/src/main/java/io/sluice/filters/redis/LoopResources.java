package io.sluice.filters.redis;

import io.lettuce.core.RedisURI;
import io.lettuce.core.event.Event;
import io.lettuce.core.event.EventBus;
import io.lettuce.core.event.EventPublisherOptions;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import io.lettuce.core.resource.EventLoopGroupProvider;
import io.lettuce.core.resource.NettyCustomizer;
import io.lettuce.core.resource.SocketAddressResolver;
import io.lettuce.core.tracing.Tracing;
import io.netty.channel.EventLoop;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.NoopAddressResolverGroup;
import io.netty.util.Timer;
import io.netty.util.concurrent.EventExecutorGroup;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Flux;

/**
 * What Lettuce needs to run, all on one loop that is not its own: it has nothing to end. Its
 * default brings loops, threads for events and one for timeouts.
 */
final class LoopResources extends SocketAddressResolver
    implements ClientResources, EventBus, NettyCustomizer {
  private final EventLoop loop;
  private final Timer timer;

  LoopResources(EventLoop loop) {
    this.loop = loop;
    this.timer = new LoopTimer(loop);
  }

  /** Waits for the host to be looked up. Its name stays with the address: TLS checks it. */
  @Override
  public SocketAddress resolve(RedisURI uri) {
    try {
      return new InetSocketAddress(InetAddress.getByName(uri.getHost()), uri.getPort());
    } catch (UnknownHostException e) {
      throw new CompletionException(e);
    }
  }

  @Override
  public SocketAddressResolver socketAddressResolver() {
    return this;
  }

  @Override
  public AddressResolverGroup<?> addressResolverGroup() {
    return NoopAddressResolverGroup.INSTANCE;
  }

  @Override
  public EventExecutorGroup eventExecutorGroup() {
    return loop;
  }

  @Override
  public Timer timer() {
    return timer;
  }

  /** Nobody listens. */
  @Override
  public EventBus eventBus() {
    return this;
  }

  @Override
  public Flux<Event> get() {
    return Flux.never();
  }

  @Override
  public void publish(Event event) {}

  @Override
  public CommandLatencyRecorder commandLatencyRecorder() {
    return CommandLatencyRecorder.disabled();
  }

  @Override
  public EventPublisherOptions commandLatencyPublisherOptions() {
    return () -> Duration.ZERO;
  }

  @Override
  public NettyCustomizer nettyCustomizer() {
    return this;
  }

  @Override
  public Tracing tracing() {
    return Tracing.disabled();
  }

  @Override
  public int computationThreadPoolSize() {
    return 1;
  }

  @Override
  public int ioThreadPoolSize() {
    return 1;
  }

  @Override
  public Future<Boolean> shutdown() {
    return loop.newSucceededFuture(true);
  }

  @Override
  public Future<Boolean> shutdown(long quietPeriod, long timeout, TimeUnit timeUnit) {
    return shutdown();
  }

  @Override
  public EventLoopGroupProvider eventLoopGroupProvider() {
    throw new UnsupportedOperationException("LoopClient has its loop");
  }

  @Override
  public Delay reconnectDelay() {
    throw new UnsupportedOperationException("the store connects again, not Lettuce");
  }

  @Override
  public Builder mutate() {
    throw new UnsupportedOperationException("there is nothing to change");
  }
}
