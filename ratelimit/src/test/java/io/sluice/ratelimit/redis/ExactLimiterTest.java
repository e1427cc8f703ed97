package io.sluice.ratelimit.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.ratelimit.Limiter;
import io.sluice.ratelimit.redis.Node.Decision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a real Redis decides. Its time is its own, so periods are long where counts are exact. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ExactLimiterTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private static RedisServerProcess redis;
  private static Node node;

  @BeforeAll
  static void start() {
    redis = RedisServerProcess.start();
    node = Node.up(redis);
  }

  @AfterAll
  static void stop() {
    node.close();
    redis.close();
  }

  private static Decision decide(SharedLimiter limiter, long cost) {
    return Node.decide(limiter, "k", cost);
  }

  @Test
  void tokenBucketAdmitsItsBurstAndTellsWhenTheNextMayPass() {
    SharedLimiter limiter = SharedLimiter.tokenBucket(node.store, "burst", 3_600, HOUR, 3);
    assertThat(decide(limiter, 1))
        .matches(Decision::admitted)
        .extracting("remaining")
        .isEqualTo(2L);
    assertThat(decide(limiter, 2).admitted()).isTrue();
    Decision refused = decide(limiter, 1);
    assertThat(refused.outcome()).isBetween(-SECOND, -SECOND / 2);
    assertThat(refused.remaining()).isZero();
    assertThat(refused.resetNanos()).isBetween(2 * SECOND, 3 * SECOND);
  }

  @Test
  void tokenBucketRefillsByTheServersTime() {
    SharedLimiter limiter =
        SharedLimiter.tokenBucket(node.store, "refill", 100, Duration.ofSeconds(1), 1);
    long start = System.nanoTime();
    for (int admitted = 0; admitted < 51; ) {
      admitted += decide(limiter, 1).admitted() ? 1 : 0;
    }
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(SECOND / 2 - SECOND / 1_000);
  }

  @Test
  void refusalChangesNothing() {
    SharedLimiter limiter = SharedLimiter.tokenBucket(node.store, "refusal", 1, HOUR, 5);
    assertThat(decide(limiter, 4).admitted()).isTrue();
    for (int i = 0; i < 10; i++) {
      assertThat(decide(limiter, 2).outcome()).isNegative();
    }
    assertThat(decide(limiter, 1).admitted()).isTrue();
  }

  @Test
  void whatIsMoreThanEverPassesIsNotAsked() {
    long asked = node.store.asked();
    for (SharedLimiter limiter :
        List.of(
            SharedLimiter.tokenBucket(node.store, "never", 10, HOUR, 5),
            SharedLimiter.leakyBucket(node.store, "never", 10, HOUR, 4, HOUR),
            SharedLimiter.slidingWindow(node.store, "never", 5, HOUR),
            SharedLimiter.leasedTokenBucket(node.store, "never", 10, HOUR, 5, 10))) {
      assertThat(decide(limiter, 6).outcome()).isEqualTo(Limiter.NEVER);
    }
    assertThat(node.store.asked()).isEqualTo(asked);
  }

  @Test
  void changedSettingsGoOnWithWhatHasPassed() {
    assertThat(decide(SharedLimiter.tokenBucket(node.store, "changed", 10, HOUR, 10), 8).admitted())
        .isTrue();
    SharedLimiter less = SharedLimiter.tokenBucket(node.store, "changed", 10, HOUR, 8);
    assertThat(decide(less, 1).outcome()).isNegative();
    SharedLimiter more = SharedLimiter.tokenBucket(node.store, "changed", 10, HOUR, 20);
    assertThat(decide(more, 12).admitted()).isTrue();
  }

  @Test
  void limitsAndKeysOfOtherNamesAreApart() {
    // together the first two would read the same
    List<String> names = List.of("a", "a:=b", "b");
    for (String name : names) {
      SharedLimiter limiter = SharedLimiter.tokenBucket(node.store, name, 1, HOUR, 1);
      for (String key : List.of("b:=c", "c", "k")) {
        assertThat(Node.decide(limiter, key, 1).admitted()).as(name + " " + key).isTrue();
      }
    }
  }

  @Test
  void leakyBucketPacesAndRefusesWhatWouldWaitTooLong() {
    SharedLimiter limiter =
        SharedLimiter.leakyBucket(node.store, "paces", 3_600, HOUR, 10, Duration.ofSeconds(3));
    List<Long> waits = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      waits.add(decide(limiter, 1).outcome());
    }
    assertThat(waits.get(0)).isZero();
    for (int i = 1; i < 4; i++) {
      assertThat(waits.get(i)).isBetween(i * SECOND - SECOND / 2, i * SECOND);
    }
    assertThat(decide(limiter, 1).outcome()).isBetween(-SECOND, -1L);
  }

  @Test
  void leakyBucketRefusesWhenItIsFull() {
    SharedLimiter limiter =
        SharedLimiter.leakyBucket(node.store, "full", 1, HOUR, 2, HOUR.multipliedBy(9));
    for (int i = 0; i < 3; i++) {
      assertThat(decide(limiter, 1).outcome()).isNotNegative();
    }
    assertThat(decide(limiter, 1).outcome()).isBetween(-HOUR.toNanos(), -1L);
  }

  @Test
  void leakyBucketGivesEachOfACostAPlace() {
    SharedLimiter limiter =
        SharedLimiter.leakyBucket(node.store, "places", 3_600, HOUR, 10, Duration.ofSeconds(3));
    assertThat(decide(limiter, 5).outcome()).isEqualTo(Limiter.NEVER);
    assertThat(decide(limiter, 3)).extracting("outcome", "remaining").containsExactly(0L, 1L);
    assertThat(decide(limiter, 2).outcome()).isBetween(-SECOND, -1L);
    assertThat(decide(limiter, 1).outcome()).isBetween(2 * SECOND, 3 * SECOND);
  }

  @Test
  void slidingWindowAdmitsItsCountAndTellsWhenTheNextMayPass() {
    SharedLimiter limiter = SharedLimiter.slidingWindow(node.store, "count", 10, HOUR);
    assertThat(decide(limiter, 7).remaining()).isEqualTo(3);
    assertThat(decide(limiter, 4).outcome()).isNegative();
    assertThat(decide(limiter, 3).admitted()).isTrue();
    Decision refused = decide(limiter, 1);
    assertThat(-refused.outcome())
        .isBetween(HOUR.toNanos(), HOUR.plus(HOUR.dividedBy(100)).toNanos() + 1_000);
    assertThat(refused.resetNanos()).isBetween(-refused.outcome(), HOUR.toNanos() * 11 / 10);
  }

  /** By this clock, the server's decisions lie between question and answer. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void slidingWindowNeverAdmitsMoreInAnyWindow(long seed) {
    Duration period = Duration.ofMillis(100);
    SharedLimiter limiter = SharedLimiter.slidingWindow(node.store, "any" + seed, 20, period);
    Random random = new Random(seed);
    List<Long> answered = new ArrayList<>();
    List<Long> askedAt = new ArrayList<>();
    for (long end = System.nanoTime() + SECOND; System.nanoTime() < end; ) {
      long before = System.nanoTime();
      int cost = 1 + random.nextInt(3);
      if (decide(limiter, cost).admitted()) {
        for (int i = 0; i < cost; i++) {
          askedAt.add(before);
          answered.add(System.nanoTime());
        }
      }
    }
    for (int i = 20; i < answered.size(); i++) {
      assertThat(answered.get(i) - askedAt.get(i - 20)).isGreaterThan(period.toNanos());
    }
    assertThat(answered.size()).as("and does admit").isGreaterThan(100);
  }

  @Test
  void concurrentCallersAreAdmittedExactly() throws InterruptedException {
    try (Node other = Node.up(redis)) {
      List<CompletableFuture<Decision>> decisions = new ArrayList<>();
      List<Thread> threads = new ArrayList<>();
      for (Node n : List.of(node, other, node, other)) {
        SharedLimiter limiter = SharedLimiter.tokenBucket(n.store, "races", 1, HOUR, 500);
        Thread thread =
            new Thread(
                () -> {
                  for (int i = 0; i < 500; i++) {
                    CompletableFuture<Decision> decision = Node.ask(limiter, "k", 1);
                    synchronized (decisions) {
                      decisions.add(decision);
                    }
                  }
                });
        threads.add(thread);
        thread.start();
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(decisions.stream().filter(d -> d.join().admitted())).hasSize(500);
      assertThat(decisions.stream().filter(d -> d.join().outcome() < 0)).hasSize(1_500);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b\r\nc", "ключ", "{tag}"})
  void takesAnyKey(String key) {
    SharedLimiter limiter = SharedLimiter.tokenBucket(node.store, "any key", 1, HOUR, 1);
    assertThat(Node.decide(limiter, key, 1).admitted()).isTrue();
    assertThat(Node.decide(limiter, key, 1).outcome()).isNegative();
  }

  @Test
  void hugeKeysStayApartAndSmall() {
    SharedLimiter limiter = SharedLimiter.tokenBucket(node.store, "huge", 1, HOUR, 1);
    String start = "x".repeat(1_000_000);
    assertThat(Node.decide(limiter, start + 1, 1).admitted()).isTrue();
    assertThat(Node.decide(limiter, start + 2, 1).admitted()).isTrue();
    assertThat(Node.decide(limiter, start + 1, 1).outcome()).isNegative();
    assertThat(redis.command("KEYS", "sluice:rl:tb:=huge:*").lines())
        .hasSize(2)
        .allMatch(name -> name.length() < 100);
  }

  @Test
  void keysExpireByThemselves() {
    decide(SharedLimiter.tokenBucket(node.store, "expiry", 10, Duration.ofSeconds(1), 10), 5);
    decide(SharedLimiter.leakyBucket(node.store, "expiry", 10, Duration.ofSeconds(1), 1, HOUR), 1);
    decide(SharedLimiter.slidingWindow(node.store, "expiry", 10, Duration.ofSeconds(1)), 5);
    assertThat(Long.parseLong(redis.command("PTTL", "sluice:rl:tb:=expiry:=k")))
        .isBetween(1L, 501L);
    assertThat(Long.parseLong(redis.command("PTTL", "sluice:rl:lb:=expiry:=k")))
        .isBetween(1L, 101L);
    assertThat(Long.parseLong(redis.command("PTTL", "sluice:rl:sw1000000:=expiry:=k")))
        .isBetween(500L, 1_021L);
  }

  @Test
  void asksOnceForEachDecision() {
    SharedLimiter limiter = SharedLimiter.tokenBucket(node.store, "trips", 1, HOUR, 50);
    decide(limiter, 1);
    redis.command("CONFIG", "RESETSTAT");
    for (int i = 0; i < 100; i++) {
      decide(limiter, 1);
    }
    assertThat(redis.command("INFO", "commandstats"))
        .contains("cmdstat_evalsha:calls=100,")
        .doesNotContain("cmdstat_eval:");
  }
}
