package io.sluice.filters.cache.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.sluice.filters.redis.Dialer;
import io.sluice.ratelimit.redis.Uplink;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One of the cache's connections to Redis, on an event loop, where all happens unless it says
 * otherwise. A server that is gone, or does not answer three times in a row, is left; it is asked
 * again when it has answered a question of no importance over a new connection.
 */
final class Link implements Uplink.Way<StatefulRedisConnection<String, byte[]>>, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RedisTier.class);
  private static final int FAILURES_UNTIL_LOST = 3;
  private static final RedisCodec<String, byte[]> CODEC =
      RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

  private final Uplink<StatefulRedisConnection<String, byte[]>> uplink;
  private final Dialer dialer;
  private final Duration timeout;
  private final String probe;
  private final LongAdder errors;
  private final Watch quick;
  private final Watch patient;
  private final Runnable opened;
  private boolean flushing;
  private int failures;

  /** Hears when the connection ends. */
  private final RedisConnectionStateListener ends =
      new RedisConnectionStateListener() {
        @Override
        @SuppressWarnings("unchecked") // it listens to these
        public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
          var ended = (StatefulRedisConnection<String, byte[]>) connection;
          execute(() -> lost(ended, "the connection ended"));
        }
      };

  /**
   * @param timeout for what a request waits for
   * @param patience for the rest
   * @param probe a key that may be asked for
   * @param errors counts what Redis did not answer, or refused
   * @param opened called when there is a new connection
   */
  Link(
      String name,
      Dialer dialer,
      Duration timeout,
      Duration patience,
      String probe,
      LongAdder errors,
      Runnable opened) {
    this.uplink = new Uplink<>(name, LOG);
    this.dialer = dialer;
    this.timeout = timeout;
    this.probe = probe;
    this.errors = errors;
    this.opened = opened;
    this.quick = new Watch(dialer.loop(), timeout, () -> late(timeout));
    this.patient = new Watch(dialer.loop(), patience, () -> late(patience));
  }

  /** Control thread, once. */
  void start() {
    uplink.start(dialer.loop(), this);
  }

  /** Any thread. */
  boolean up() {
    return uplink.up();
  }

  /** Runs it on the link's thread; false when that has ended. Any thread. */
  boolean execute(Runnable task) {
    return uplink.execute(task);
  }

  /** Runs it some time later, if there is a connection then. The link's thread. */
  void later(Runnable task, long millis) {
    dialer
        .loop()
        .schedule(
            () -> {
              if (uplink.current() != null) {
                task.run();
              }
            },
            millis,
            TimeUnit.MILLISECONDS);
  }

  /** Has something be over within the timeout after a moment of the JVM's nanosecond clock. */
  void watch(Timed each, long startedAt) {
    quick.add(each, startedAt);
  }

  /** The same for what may take its time. */
  void watchPatiently(Timed each) {
    patient.add(each, System.nanoTime());
  }

  /**
   * Sends a command.
   *
   * @param part of what; it is watched. Once it is over the answer is nothing to anybody
   */
  <T> void send(
      Timed part,
      Function<RedisAsyncCommands<String, byte[]>, RedisFuture<T>> command,
      Reply<T> reply) {
    StatefulRedisConnection<String, byte[]> connection = uplink.current();
    if (connection == null) {
      reply.answered(null, true);
      return;
    }
    command
        .apply(connection.async())
        .whenComplete((value, failure) -> replied(part, value, failure, reply));
    if (!flushing) { // once for all that this turn of the loop sends
      flushing = true;
      execute(this::flush);
    }
  }

  private void flush() {
    flushing = false;
    StatefulRedisConnection<String, byte[]> connection = uplink.current();
    if (connection != null) {
      connection.flushCommands();
    }
  }

  private <T> void replied(
      Timed part, @Nullable T value, @Nullable Throwable failure, Reply<T> reply) {
    if (part.isOver()) {
      return;
    }
    if (failure == null || isOfAnotherType(failure)) {
      failures = 0;
      reply.answered(failure == null ? value : null, failure != null);
    } else {
      reply.answered(null, true);
      failed(Uplink.reason(failure));
    }
  }

  /** Something else stands under the key: Redis is well. */
  private static boolean isOfAnotherType(Throwable failure) {
    String message = failure.getMessage();
    return failure instanceof RedisCommandExecutionException
        && message != null
        && message.startsWith("WRONGTYPE");
  }

  private void late(Duration time) {
    failed("no answer within " + time.toMillis() + " ms");
  }

  private void failed(String reason) {
    errors.increment();
    StatefulRedisConnection<String, byte[]> connection = uplink.current();
    if (++failures >= FAILURES_UNTIL_LOST && connection != null) {
      lost(connection, reason);
    }
  }

  private void lost(StatefulRedisConnection<String, byte[]> connection, String reason) {
    uplink.lost(connection, reason);
  }

  @Override
  public CompletionStage<StatefulRedisConnection<String, byte[]>> open() {
    return dialer.dial(CODEC).thenComposeAsync(this::probed, dialer.loop());
  }

  private CompletionStage<StatefulRedisConnection<String, byte[]>> probed(
      StatefulRedisConnection<String, byte[]> made) {
    made.setAutoFlushCommands(false);
    made.addListener(ends);
    CompletableFuture<byte[]> answer = made.async().get(probe).toCompletableFuture();
    made.flushCommands();
    String late = "no answer within " + timeout.toMillis() + " ms";
    ScheduledFuture<?> end =
        dialer
            .loop()
            .schedule(
                () -> answer.completeExceptionally(new TimeoutException(late)),
                timeout.toNanos(),
                TimeUnit.NANOSECONDS);
    return answer
        .whenComplete(
            (value, failure) -> {
              end.cancel(false);
              if (failure != null) {
                close(made);
              }
            })
        .thenApply(value -> made);
  }

  @Override
  public void opened(StatefulRedisConnection<String, byte[]> connection) {
    failures = 0;
    opened.run();
  }

  @Override
  public void close(StatefulRedisConnection<String, byte[]> connection) {
    connection.removeListener(ends);
    connection.closeAsync();
    quick.giveUpAll();
    patient.giveUpAll();
  }

  /** Any thread; does not wait. */
  @Override
  public void close() {
    uplink.close();
  }
}
