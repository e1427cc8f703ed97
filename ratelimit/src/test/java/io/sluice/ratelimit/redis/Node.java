package io.sluice.ratelimit.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.EventLoopGroupProvider;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.EventExecutorGroup;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What a gateway has of Redis: one loop, one store on it. */
final class Node implements AutoCloseable {
  /** Long, for the first decisions of a JVM. */
  private static final Duration PATIENT = Duration.ofSeconds(2);

  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final DefaultClientResources resources =
      DefaultClientResources.builder().eventLoopGroupProvider(new Given(loops)).build();
  private final RedisClient client = RedisClient.create(resources);
  final RedisStore store;

  private Node(String uri, Duration timeout) {
    RedisURI address = RedisURI.create(uri);
    address.setTimeout(Duration.ofMillis(500));
    client.setOptions(
        ClientOptions.builder()
            .autoReconnect(false)
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .timeoutOptions(TimeoutOptions.builder().timeoutCommands(false).build())
            .protocolVersion(ProtocolVersion.RESP2)
            .build());
    store = new RedisStore(address.getHost() + ":" + address.getPort(), timeout);
    store.start(loops.next(), () -> client.connectAsync(StringCodec.UTF8, address));
  }

  /** Does not wait for the connection. */
  static Node of(String uri, Duration timeout) {
    return new Node(uri, timeout);
  }

  static Node up(RedisServerProcess redis) {
    Node node = of(redis.uri(), PATIENT);
    node.awaitUp(true);
    return node;
  }

  /** Returns how long it took, in milliseconds. */
  long awaitUp(boolean expected) {
    long start = System.nanoTime();
    while (store.up() != expected) {
      if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(20)) {
        throw new AssertionError("the store is not " + (expected ? "up" : "down"));
      }
      Thread.onSpinWait();
    }
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
  }

  /** What was decided. */
  record Decision(long outcome, long remaining, long resetNanos) {
    boolean admitted() {
      return outcome == 0;
    }
  }

  static CompletableFuture<Decision> ask(SharedLimiter limiter, String key, long cost) {
    CompletableFuture<Decision> decision = new CompletableFuture<>();
    limiter.acquire(
        key,
        cost,
        (outcome, remaining, reset) -> {
          if (!decision.complete(new Decision(outcome, remaining, reset))) {
            throw new AssertionError("decided twice");
          }
        });
    return decision;
  }

  static Decision decide(SharedLimiter limiter, String key, long cost) {
    try {
      return ask(limiter, key, cost).get(10, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  /** Ends the loops under the store. */
  void end() {
    loops.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS).syncUninterruptibly();
  }

  @Override
  public void close() {
    store.close();
    resources.shutdown(0, 0, TimeUnit.MILLISECONDS);
    loops.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS);
  }

  private record Given(EventLoopGroup loops) implements EventLoopGroupProvider {
    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    public <T extends EventLoopGroup> T allocate(Class<T> type) {
      return (T) loops;
    }

    @Override
    public int threadPoolSize() {
      return 1;
    }

    @Override
    public Future<Boolean> release(
        EventExecutorGroup group, long quietPeriod, long timeout, TimeUnit unit) {
      return ImmediateEventExecutor.INSTANCE.newSucceededFuture(true);
    }

    @Override
    public Future<Boolean> shutdown(long quietPeriod, long timeout, TimeUnit unit) {
      return ImmediateEventExecutor.INSTANCE.newSucceededFuture(true);
    }
  }
}
