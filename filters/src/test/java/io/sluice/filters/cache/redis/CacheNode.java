package io.sluice.filters.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.sluice.filters.cache.rules.Fields;
import io.sluice.filters.cache.rules.Freshness;
import io.sluice.filters.cache.rules.ResponseDirectives;
import io.sluice.filters.cache.store.CacheKey;
import io.sluice.filters.cache.store.MemoryTier;
import io.sluice.filters.cache.store.PurgeLog;
import io.sluice.filters.cache.store.SlowTier.Found;
import io.sluice.filters.cache.store.StoredResponse;
import io.sluice.gateway.api.ChainContext;
import io.sluice.gateway.api.Network;
import io.sluice.gateway.api.Purge;
import io.sluice.gateway.api.RedisSettings;
import io.sluice.gateway.http.WireHeaders;
import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.ManualTicker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** What a gateway has of the cache, on an event loop that is named as its own. */
final class CacheNode implements AutoCloseable, CacheNews {
  static final long MINUTE = 60_000;

  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("sluice-worker-cache"), NioIoHandler.newFactory());
  final PurgeLog log = new PurgeLog(System::currentTimeMillis);
  final List<String> heard = new CopyOnWriteArrayList<>();
  final MemoryTier memory;
  final RedisTier tier;

  private CacheNode(String uri, Duration timeout) {
    ChainContext context =
        new ChainContext("r", meters, new ManualTicker()) {
          @Override
          public RedisSettings redis() {
            return new RedisSettings(uri, timeout);
          }

          @Override
          public Network network() {
            return new Network(loops, NioSocketChannel::new);
          }
        };
    memory = MemoryTier.of(context, 128L << 20);
    tier = RedisTier.of(context, memory, log, System::currentTimeMillis);
    tier.tell(this, new AtomicReference<>());
  }

  /** Does not begin. */
  static CacheNode of(String uri, Duration timeout) {
    return new CacheNode(uri, timeout);
  }

  /** With a timeout that is long, for a machine that is busy. */
  static CacheNode up(String uri) {
    return up(uri, Duration.ofSeconds(2));
  }

  static CacheNode up(String uri, Duration timeout) {
    CacheNode node = of(uri, timeout);
    node.tier.adopted();
    node.await(true);
    return node;
  }

  /** Takes its time: it may have much to read. */
  void await(boolean up) {
    long start = System.nanoTime();
    while (tier.up() != up) {
      assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(40));
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Override
  public void purged(long number, Purge purge) {
    heard.add(purge.by() + " " + purge.value() + (purge.soft() ? " soft " : " ") + number);
  }

  @Override
  public void removed(CacheKey key) {
    heard.add("removed " + key);
  }

  @Override
  public void missed() {
    heard.add("missed");
  }

  /** As a key is written for {@code https://a/path}; {@code #x} names a version. */
  static CacheKey key(String path) {
    String[] parts = path.split("#", 2);
    String version = parts.length == 1 ? "" : parts[1].length() + ":" + parts[1];
    return new CacheKey("1:r5:https1:a-" + parts[0].length() + ":" + parts[0] + "1:f--" + version);
  }

  StoredResponse response(String lines, byte[] body) {
    WireHeaders fields = Fields.of(lines);
    ByteBuf memoryOfBody = Objects.requireNonNull(memory.newBody(body.length));
    return StoredResponse.of(
        203,
        fields,
        ResponseDirectives.of(fields),
        new Freshness(System.currentTimeMillis(), 1_000, MINUTE),
        log.last(),
        memoryOfBody.writeBytes(body));
  }

  void keep(String path, String asked, String lines, byte[] body) {
    StoredResponse response = response(lines, body);
    tier.keep(key(path), Fields.of(asked), response, MINUTE);
    response.release();
  }

  void keep(String path, String asked, String lines, String body) {
    keep(path, asked, lines, body.getBytes(StandardCharsets.UTF_8));
  }

  /** To be released, if there is one. */
  CompletableFuture<Optional<Found>> ask(String path, String asked) {
    CompletableFuture<Optional<Found>> answer = new CompletableFuture<>();
    tier.find(
        key(path),
        Fields.of(asked),
        found -> {
          if (!answer.complete(Optional.ofNullable(found))) {
            throw new AssertionError("told twice");
          }
        });
    return answer;
  }

  /** To be released. */
  @Nullable Found found(String path, String asked) {
    try {
      return ask(path, asked).get(20, TimeUnit.SECONDS).orElse(null);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  byte @Nullable [] body(String path, String asked) {
    Found found = found(path, asked);
    if (found == null) {
      return null;
    }
    try {
      return bytes(found.response());
    } finally {
      found.response().release();
    }
  }

  static byte[] bytes(StoredResponse response) {
    ByteBuf body = Objects.requireNonNull(response.body());
    byte[] bytes = new byte[body.readableBytes()];
    body.readBytes(bytes);
    body.release();
    return bytes;
  }

  /** The same as text, or {@code none}. */
  String text(String path, String asked) {
    byte[] body = body(path, asked);
    return body == null ? "none" : new String(body, StandardCharsets.UTF_8);
  }

  void awaitText(String path, String asked, String expected) {
    Await.until(path + " is " + expected, () -> text(path, asked).equals(expected));
  }

  double meter(String name) {
    return meters.get("sluice.cache.store." + name).meter().measure().iterator().next().getValue();
  }

  /** All memory is back then. */
  @Override
  public void close() {
    tier.close();
    Await.until("no body is held", () -> memory.bodyBytes() == 0);
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    memory.close();
  }
}
