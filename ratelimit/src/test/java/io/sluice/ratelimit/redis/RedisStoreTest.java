package io.sluice.ratelimit.redis;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.sluice.ratelimit.redis.Node.Decision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What happens when a real Redis fails, and when it is back. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RedisStoreTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration TIMEOUT = Duration.ofMillis(200);

  private final RedisServerProcess redis = RedisServerProcess.start();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Node node = Node.of(redis.uri(), TIMEOUT);

  @BeforeEach
  void listen() {
    // the very first connection of a JVM may take too long, and be made again
    node.awaitUp(true);
    log.start();
    ((Logger) LoggerFactory.getLogger(RedisStore.class)).addAppender(log);
  }

  @AfterEach
  void close() {
    ((Logger) LoggerFactory.getLogger(RedisStore.class)).detachAppender(log);
    node.close();
    redis.close();
  }

  private SharedLimiter limiter(String name, long burst) {
    return SharedLimiter.tokenBucket(node.store, name, 1, HOUR, burst);
  }

  private static long outcome(SharedLimiter limiter) {
    return Node.decide(limiter, "k", 1).outcome();
  }

  private List<String> logged() {
    return List.copyOf(log.list).stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Test
  void failsAtOnceWhileTheServerIsGoneAndRecoversByItself() {
    SharedLimiter limiter = limiter("killed", 10);
    assertThat(outcome(limiter)).isZero();
    redis.kill();
    node.awaitUp(false);
    long asked = node.store.asked();
    long failed = node.store.failed();
    for (int i = 0; i < 1_000; i++) {
      CompletableFuture<Decision> decision = Node.ask(limiter, "k", 1);
      assertThat(decision).isDone();
      assertThat(decision.join().outcome()).isEqualTo(SharedLimiter.STORE_FAILED);
    }
    assertThat(node.store.asked()).isEqualTo(asked);
    assertThat(node.store.failed()).isEqualTo(failed + 1_000);
    redis.restart();
    assertThat(node.awaitUp(true)).isLessThan(2_000);
    assertThat(outcome(limiter)).isZero();
    assertThat(logged())
        .hasSize(2)
        .anySatisfy(
            line ->
                assertThat(line)
                    .startsWith(
                        "Redis at 127.0.0.1:" + redis.port() + " has failed, and is tried "))
        .last()
        .isEqualTo("Redis at 127.0.0.1:" + redis.port() + " answers again");
  }

  @Test
  void givesUpWhatAHungServerDoesNotAnswer() {
    SharedLimiter limiter = limiter("hung", 10);
    assertThat(outcome(limiter)).isZero();
    redis.pause();
    try {
      List<CompletableFuture<Decision>> decisions = new ArrayList<>();
      long start = System.nanoTime();
      for (int i = 0; i < 100; i++) {
        decisions.add(Node.ask(limiter, "k", 1));
      }
      for (CompletableFuture<Decision> decision : decisions) {
        assertThat(decision.join().outcome()).isEqualTo(SharedLimiter.STORE_FAILED);
      }
      assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TIMEOUT.toNanos());
      node.awaitUp(false);
      assertThat(Node.ask(limiter, "k", 1)).isDone();
    } finally {
      redis.resume();
    }
    assertThat(node.awaitUp(true)).isLessThan(2_000);
    assertThat(outcome(limiter)).isNotEqualTo(SharedLimiter.STORE_FAILED);
    assertThat(logged().get(0)).endsWith(": no answer within 200 ms");
  }

  @Test
  void comesUpOnceTheServerDoes() {
    redis.kill();
    try (Node early = Node.of(redis.uri(), TIMEOUT)) {
      SharedLimiter limiter = SharedLimiter.tokenBucket(early.store, "early", 1, HOUR, 1);
      assertThat(outcome(limiter)).isEqualTo(SharedLimiter.STORE_FAILED);
      redis.restart();
      assertThat(early.awaitUp(true)).isLessThan(2_000);
      assertThat(outcome(limiter)).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void bringsTheScriptsAlongWhenTheServerForgotThem(boolean lease) {
    assertThat(redis.command("SCRIPT", "FLUSH")).isEqualTo("OK");
    SharedLimiter limiter =
        lease
            ? SharedLimiter.leasedTokenBucket(node.store, "flushed", 1, HOUR, 1, 10)
            : limiter("flushed", 1);
    assertThat(outcome(limiter)).isZero();
    assertThat(outcome(limiter)).isNegative();
    assertThat(node.store.failed()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"redis://:wrong-word@127.0.0.1:", "redis://127.0.0.1:"})
  void staysDownWithoutTheRightPasswordAndNeverTellsIt(String uri) {
    try (RedisServerProcess guarded = RedisServerProcess.start("--requirepass", "right-word");
        Node stranger = Node.of(uri + guarded.port(), TIMEOUT)) {
      while (logged().isEmpty()) {
        Thread.onSpinWait();
      }
      assertThat(stranger.store.up()).isFalse();
      assertThat(logged().get(0)).doesNotContain("word@").contains("127.0.0.1:" + guarded.port());
      try (Node friend = Node.of("redis://:right-word@127.0.0.1:" + guarded.port(), TIMEOUT)) {
        friend.awaitUp(true);
      }
    }
  }

  @Test
  void aServerThatAnswersButCannotWriteIsDown() {
    SharedLimiter limiter = limiter("full", 100);
    redis.command("CONFIG", "SET", "maxmemory", "1");
    for (int i = 0; i < 3; i++) {
      assertThat(outcome(limiter)).isEqualTo(SharedLimiter.STORE_FAILED);
    }
    node.awaitUp(false);
    redis.command("CONFIG", "SET", "maxmemory", "0");
    assertThat(node.awaitUp(true)).isLessThan(2_000);
    assertThat(logged()).hasSize(2);
    assertThat(logged().get(0)).contains("OOM");
  }

  @Test
  void aLeaseFailsWithTheStore() {
    SharedLimiter limiter =
        SharedLimiter.leasedTokenBucket(node.store, "lease fails", 1, HOUR, 10, 10);
    assertThat(outcome(limiter)).isZero();
    redis.pause();
    try {
      List<CompletableFuture<Decision>> decisions = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        decisions.add(Node.ask(limiter, "k", 1));
      }
      for (CompletableFuture<Decision> decision : decisions) {
        assertThat(decision.join().outcome()).isEqualTo(SharedLimiter.STORE_FAILED);
      }
    } finally {
      redis.resume();
    }
    node.awaitUp(true);
    assertThat(outcome(limiter)).isZero();
  }

  @Test
  void whatIsAskedBeforeItsStartFails() {
    RedisStore store = new RedisStore("nowhere", TIMEOUT);
    SharedLimiter exact = SharedLimiter.tokenBucket(store, "early", 1, HOUR, 1);
    SharedLimiter leased = SharedLimiter.leasedTokenBucket(store, "early", 1, HOUR, 10, 10);
    assertThat(outcome(exact)).isEqualTo(SharedLimiter.STORE_FAILED);
    assertThat(outcome(leased)).isEqualTo(SharedLimiter.STORE_FAILED);
    store.close();
  }

  @Test
  void whatIsAskedAfterItsEndFails() {
    SharedLimiter limiter = limiter("closed", 1);
    node.store.close();
    node.awaitUp(false);
    assertThat(outcome(limiter)).isEqualTo(SharedLimiter.STORE_FAILED);
    assertThat(logged()).isEmpty();
  }

  @Test
  void answersEvenWhenTheLoopsHaveEnded() {
    SharedLimiter exact = limiter("ended", 1);
    SharedLimiter leased = SharedLimiter.leasedTokenBucket(node.store, "ended", 1, HOUR, 10, 10);
    node.end();
    assertThat(outcome(exact)).isEqualTo(SharedLimiter.STORE_FAILED);
    assertThat(outcome(leased)).isEqualTo(SharedLimiter.STORE_FAILED);
  }
}
