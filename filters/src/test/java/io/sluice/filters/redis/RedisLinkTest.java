package io.sluice.filters.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.sluice.gateway.api.ChainContext;
import io.sluice.gateway.api.Network;
import io.sluice.gateway.api.RedisSettings;
import io.sluice.gateway.config.ServerConfig;
import io.sluice.gateway.server.Transport;
import io.sluice.gateway.testkit.BlockCheck;
import io.sluice.gateway.testkit.LogLines;
import io.sluice.gateway.testkit.ManualTicker;
import io.sluice.ratelimit.redis.RedisServerProcess;
import io.sluice.ratelimit.redis.RedisStore;
import io.sluice.ratelimit.redis.SharedLimiter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A real Redis on event loops that are named as the gateway's, so that blocking them is found. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RedisLinkTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private static RedisServerProcess redis;

  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final List<EventLoopGroup> groups = new ArrayList<>();

  @BeforeAll
  static void start() {
    assertThat(BlockCheck.isInstalled()).isTrue();
    redis = RedisServerProcess.start();
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  @AfterEach
  void end() {
    groups.forEach(g -> g.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly());
  }

  /** A route's chain in a gateway. */
  private final class Context extends ChainContext {
    private final RedisSettings settings;
    private final Network network;

    Context(String uri, Network network) {
      super("r", meters, new ManualTicker());
      this.settings = new RedisSettings(uri, Duration.ofSeconds(1));
      this.network = network;
    }

    @Override
    public RedisSettings redis() {
      return settings;
    }

    @Override
    public Network network() {
      if (network == null) {
        throw new IllegalStateException("a config that is only checked has no network");
      }
      return network;
    }
  }

  private Network network(ServerConfig.Transport kind) {
    Transport transport = Transport.of(kind);
    EventLoopGroup group =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("sluice-worker-link"), transport.handlers());
    groups.add(group);
    return new Network(group, transport.clients());
  }

  private RedisLink up(String uri) {
    RedisLink link = RedisLink.of(new Context(uri, network(ServerConfig.Transport.NIO)));
    link.adopted();
    await(link.store()::up);
    return link;
  }

  private static void await(BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(8));
      Thread.onSpinWait();
    }
  }

  private static long decide(SharedLimiter limiter) {
    CompletableFuture<Long> outcome = new CompletableFuture<>();
    limiter.acquire("k", 1, (decided, remaining, reset) -> outcome.complete(decided));
    return outcome.join();
  }

  private double gauge(String name) {
    return meters.get(name).meter().measure().iterator().next().getValue();
  }

  @ParameterizedTest
  @EnumSource(ServerConfig.Transport.class)
  void decidesOnTheGatewaysLoopsWhateverDrivesThem(ServerConfig.Transport kind) {
    assumeTrue(Transport.works(kind));
    RedisLink link = RedisLink.of(new Context(redis.uri(), network(kind)));
    link.adopted();
    await(link.store()::up);
    String name = "transport " + kind;
    SharedLimiter exact = SharedLimiter.tokenBucket(link.store(), name, 1, HOUR, 2);
    SharedLimiter leased = SharedLimiter.leasedTokenBucket(link.store(), name, 1, HOUR, 2, 10);
    assertThat(decide(exact)).isZero();
    assertThat(decide(leased)).isZero();
    assertThat(decide(leased)).isNegative();
    CompletableFuture<String> thread = new CompletableFuture<>();
    String longKey = "k".repeat(1_000);
    groups
        .get(0)
        .execute(
            () ->
                exact.acquire(
                    longKey, 1, (o, r, t) -> thread.complete(Thread.currentThread().getName())));
    assertThat(thread.join()).startsWith("sluice-worker-link");
    link.close();
    await(() -> !link.store().up());
    assertThat(groups.get(0).isShuttingDown()).isFalse();
  }

  @Test
  void bringsNoThreadThatStays() {
    RedisLink link = up(redis.uri());
    await(
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(t -> t.getName().matches("(?i).*(lettuce|redis|hashed|wheel).*")));
    assertThat(link.store().up()).isTrue();
    link.close();
  }

  @Test
  void doesNothingForAConfigThatIsOnlyChecked() {
    RedisLink link = RedisLink.of(new Context(redis.uri(), null));
    assertThat(link.store().up()).isFalse();
    assertThat(meters.getMeters()).isEmpty();
    link.close();
  }

  @Test
  void isOneForAllFiltersAndConnectsOnce() {
    Context context = new Context(redis.uri(), network(ServerConfig.Transport.NIO));
    RedisLink link = RedisLink.of(context);
    assertThat(RedisLink.of(context)).isSameAs(link);
    link.adopted();
    await(link.store()::up);
    link.adopted();
    assertThat(redis.command("CLIENT", "LIST").lines().filter(l -> l.contains("name=sluice")))
        .hasSize(1);
    link.close();
    await(() -> !redis.command("CLIENT", "LIST").contains("name=sluice"));
  }

  @Test
  void showsWhetherItIsUpAndWhatFailed() {
    RedisLink link = up(redis.uri());
    assertThat(gauge("sluice.ratelimit.store.up")).isEqualTo(1);
    redis.kill();
    await(() -> !link.store().up());
    decide(SharedLimiter.tokenBucket(link.store(), "shown", 1, HOUR, 2));
    assertThat(gauge("sluice.ratelimit.store.up")).isZero();
    assertThat(gauge("sluice.ratelimit.store.errors")).isEqualTo(1);
    redis.restart();
    await(link.store()::up);
    assertThat(gauge("sluice.ratelimit.store.up")).isEqualTo(1);
    link.close();
    assertThat(meters.getMeters()).isEmpty();
  }

  @Test
  void aLinkThatIsReplacedLeavesTheMetersOfItsSuccessor() {
    RedisLink before = up(redis.uri());
    RedisLink after = up(redis.uri() + "/1");
    before.close();
    await(() -> !before.store().up());
    assertThat(gauge("sluice.ratelimit.store.up")).isEqualTo(1);
    after.close();
    assertThat(meters.getMeters()).isEmpty();
  }

  @Test
  void tellsThePasswordToTheServerAlone() {
    try (RedisServerProcess guarded = RedisServerProcess.start("--requirepass", "s3cr3t%");
        LogLines log = LogLines.of(RedisStore.class)) {
      String end = "@127.0.0.1:" + guarded.port();
      up("redis://:s3cr3t%25" + end).close();
      RedisLink wrong =
          RedisLink.of(
              new Context("redis://:s3cr3t%26" + end, network(ServerConfig.Transport.NIO)));
      wrong.adopted();
      await(() -> !log.lines().isEmpty());
      assertThat(log.lines().get(0)).contains("127.0.0.1:" + guarded.port(), "WRONGPASS");
      assertThat(log.lines()).noneMatch(line -> line.contains("s3cr3t"));
      assertThat(wrong.store().up()).isFalse();
      wrong.close();
    }
  }

  @Test
  void aHostThatIsNotKnownIsAServerThatIsDown() {
    try (LogLines log = LogLines.of(RedisStore.class)) {
      RedisLink link =
          RedisLink.of(new Context("redis://nowhere.invalid", network(ServerConfig.Transport.NIO)));
      link.adopted();
      await(() -> !log.lines().isEmpty());
      assertThat(log.lines().get(0)).contains("nowhere.invalid:6379");
      link.close();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "redis://user:s3cr3t@, redis://***@",
    "redis://:s3cr3t@host:99999, redis://***@host:99999",
    "redis://:s3cr%3@host, redis://***@host",
    "http://:s3cr3t@host, http://***@host",
    "redis:user:s3cr3t@host, ***@host",
    ":s3cr3t@host:6379, ***@host:6379",
    "s3cr3t@host, ***@host",
    "redis-socket://:s3cr3t@/tmp/x, redis-socket://***@/tmp/x",
    "redis:///, redis:///",
    "host:6379, host:6379"
  })
  void refusesWhatIsNoAddressWithoutTellingThePassword(String uri, String shown) {
    assertThatThrownBy(() -> RedisLink.of(new Context(uri, null)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasNoCause()
        .hasMessage(
            "redis.uri: "
                + shown
                + " (expected: redis://[user:password@]host[:port][/database], or rediss:// for"
                + " TLS)");
  }
}
