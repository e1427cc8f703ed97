package io.sluice.ratelimit.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.ratelimit.redis.Node.Decision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How many questions a lease saves on a real Redis, and what it costs in exactness. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class LeasedTokenBucketTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration HOUR = Duration.ofHours(1);

  private static RedisServerProcess redis;
  private static Node first;
  private static Node second;

  @BeforeAll
  static void start() {
    redis = RedisServerProcess.start();
    first = Node.up(redis);
    second = Node.up(redis);
  }

  @AfterAll
  static void stop() {
    first.close();
    second.close();
    redis.close();
  }

  private static SharedLimiter leased(Node node, String name, long count, long burst) {
    return SharedLimiter.leasedTokenBucket(node.store, name, count, SECOND, burst, 1_000);
  }

  /**
   * Two gateways at ten times the limit. The bucket is emptied before, so that from then on no more
   * may have passed, at any moment, than was refilled and both may hold.
   */
  @Test
  void asksForFewRequestsAndAdmitsWhatTheBucketGives() throws InterruptedException {
    List<SharedLimiter> both =
        List.of(leased(first, "load", 1_000, 1_000), leased(second, "load", 1_000, 1_000));
    for (SharedLimiter limiter : both) {
      Node.decide(limiter, "warm up", 1);
    }
    long start = System.nanoTime();
    SharedLimiter exact = SharedLimiter.tokenBucket(first.store, "load", 1_000, SECOND, 1_000);
    assertThat(Node.decide(exact, "k", 1_000).admitted()).isTrue();
    long asked = first.store.asked() + second.store.asked();
    Load load = new Load(both);
    load.run(5_000, 4_000);
    asked = first.store.asked() + second.store.asked() - asked;

    double refilled = (load.ended - start) / 1e9 * 1_000;
    System.out.printf(
        "FIGURE lease: %d requests, %d questions, %d admitted of %.0f%n",
        load.requests, asked, load.admitted.size(), refilled);
    assertThat(asked / (double) load.requests).as("touched").isLessThan(0.02);
    assertThat(load.admitted.size()).isGreaterThan((int) (refilled * 0.97));
    load.admitted.sort(null);
    for (int i = 0; i < load.admitted.size(); i++) {
      double until = (load.admitted.get(i) - start) / 1e9 * 1_000;
      assertThat(i + 1.0).isLessThanOrEqualTo(until + 2 * 20);
    }
  }

  @Test
  void takesNoMoreThanThisGatewayNeeds() {
    SharedLimiter limiter = leased(first, "modest", 1_000, 1_000);
    for (int i = 0; i < 20; i++) {
      assertThat(Node.decide(limiter, "k", 1).admitted()).isTrue();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
    SharedLimiter exact = SharedLimiter.tokenBucket(second.store, "modest", 1_000, SECOND, 1_000);
    assertThat(Node.decide(exact, "k", 1).remaining()).isGreaterThan(970);
  }

  @Test
  void oneRequestTakesOneToken() {
    SharedLimiter limiter =
        SharedLimiter.leasedTokenBucket(first.store, "one", 100_000, HOUR, 100_000, 10);
    assertThat(Node.decide(limiter, "k", 1).admitted()).isTrue();
    SharedLimiter exact = SharedLimiter.tokenBucket(second.store, "one", 100_000, HOUR, 100_000);
    assertThat(Node.decide(exact, "k", 1).remaining()).isEqualTo(99_998);
  }

  @Test
  void slowLimitsAreExact() {
    List<SharedLimiter> limiters = new ArrayList<>();
    for (Node node : List.of(first, second)) {
      limiters.add(SharedLimiter.leasedTokenBucket(node.store, "slow", 10, HOUR, 10, 10));
    }
    int admitted = 0;
    for (int i = 0; i < 40; i++) {
      admitted += Node.decide(limiters.get(i % 2), "k", 1).admitted() ? 1 : 0;
    }
    assertThat(admitted).isEqualTo(10);
  }

  @Test
  void refusesWithoutAQuestionUntilTheStoreSaidThereWillBeMore() {
    SharedLimiter limiter = SharedLimiter.leasedTokenBucket(first.store, "empty", 10, HOUR, 2, 10);
    assertThat(Node.decide(limiter, "k", 2).admitted()).isTrue();
    Decision refused = Node.decide(limiter, "k", 1);
    assertThat(-refused.outcome())
        .isBetween(HOUR.dividedBy(20).toNanos(), HOUR.dividedBy(10).toNanos());
    long asked = first.store.asked();
    for (int i = 0; i < 1_000; i++) {
      assertThat(Node.decide(limiter, "k", 1).outcome()).isNegative();
    }
    assertThat(first.store.asked()).isEqualTo(asked);
  }

  @Test
  void aCostThatIsTooMuchDoesNotKeepSmallerOnesOut() {
    SharedLimiter limiter = SharedLimiter.leasedTokenBucket(first.store, "costs", 10, HOUR, 5, 10);
    assertThat(Node.decide(limiter, "k", 2).admitted()).isTrue();
    assertThat(Node.decide(limiter, "k", 4).outcome()).isNegative();
    assertThat(Node.decide(limiter, "k", 3).admitted()).isTrue();
  }

  /** On one connection the answer cannot come before all have asked: the server is held still. */
  @Test
  void thoseWhoComeWhileTheAnswerIsOnItsWayWaitForIt() {
    SharedLimiter limiter = SharedLimiter.leasedTokenBucket(first.store, "wait", 10, HOUR, 5, 10);
    long asked = first.store.asked();
    List<CompletableFuture<Decision>> decisions = new ArrayList<>();
    redis.pause();
    try {
      for (int i = 0; i < 8; i++) {
        decisions.add(Node.ask(limiter, "k", 1));
      }
      assertThat(decisions).noneMatch(CompletableFuture::isDone);
    } finally {
      redis.resume();
    }
    assertThat(decisions.stream().filter(d -> d.join().admitted())).hasSize(5);
    assertThat(decisions.stream().filter(d -> d.join().outcome() < 0)).hasSize(3);
    assertThat(first.store.asked() - asked).isLessThanOrEqualTo(3);
  }

  @Test
  void noMoreThanSomeWaitForAnAnswer() {
    SharedLimiter limiter = SharedLimiter.leasedTokenBucket(first.store, "crowd", 10, HOUR, 5, 10);
    List<CompletableFuture<Decision>> decisions = new ArrayList<>();
    redis.pause();
    try {
      for (int i = 0; i < 300; i++) {
        decisions.add(Node.ask(limiter, "k", 1));
      }
      assertThat(decisions.stream().filter(CompletableFuture::isDone)).hasSize(44);
    } finally {
      redis.resume();
    }
    assertThat(decisions.stream().filter(d -> d.join().admitted())).hasSize(5);
  }

  @Test
  void aShareLapsesWhenNobodyUsesIt() {
    AtomicLong clock = new AtomicLong(1);
    SharedLimiter limiter =
        new LeasedTokenBucket(first.store, "lapse", 1_000, SECOND, 1_000, 10, clock::get);
    // until some in a row are decided by the share: now and then one asks ahead for the next
    long asked = first.store.asked();
    int byShare = 0;
    for (int i = 0; i < 200 && byShare < 5; i++) {
      assertThat(Node.decide(limiter, "k", 1).admitted()).isTrue();
      byShare = first.store.asked() == asked ? byShare + 1 : 0;
      asked = first.store.asked();
    }
    assertThat(byShare).as("decided by the share").isEqualTo(5);
    clock.addAndGet(SECOND.toNanos());
    assertThat(Node.decide(limiter, "k", 1).admitted()).isTrue();
    assertThat(first.store.asked()).as("the share is gone").isGreaterThan(asked);
  }

  @Test
  void keysBeyondTheMostAreForgotten() {
    SharedLimiter limiter = SharedLimiter.leasedTokenBucket(first.store, "keys", 1, HOUR, 1, 10);
    for (int i = 0; i < 1_000; i++) {
      assertThat(Node.decide(limiter, "k" + i, 1).admitted()).isTrue();
      assertThat(Node.decide(limiter, "k" + i, 1).outcome()).isNegative();
    }
    // what is forgotten here is known there
    assertThat(Node.decide(limiter, "k0", 1).outcome()).isNegative();
  }

  /** A steady load, one thread for each limiter. */
  private static final class Load {
    private final List<SharedLimiter> limiters;
    private final List<Long> admitted = new ArrayList<>();
    private long requests;
    private long started;
    private long ended;

    Load(List<SharedLimiter> limiters) {
      this.limiters = limiters;
    }

    void run(int each, long millis) throws InterruptedException {
      started = System.nanoTime();
      List<Thread> threads = new ArrayList<>();
      for (SharedLimiter limiter : limiters) {
        Thread thread = new Thread(() -> run(limiter, each, millis));
        threads.add(thread);
        thread.start();
      }
      for (Thread thread : threads) {
        thread.join();
      }
      ended = System.nanoTime();
    }

    /** What is due is asked every millisecond. */
    private void run(SharedLimiter limiter, int each, long millis) {
      long asked = 0;
      for (long now = started; now - started < millis * 1_000_000; now = System.nanoTime()) {
        long due = (now - started) * each / 1_000_000_000;
        long missed = Math.max(asked, due - each / 50);
        for (asked = missed; asked < due; asked++) {
          limiter.acquire("k", 1, (outcome, remaining, reset) -> count(outcome));
        }
        LockSupport.parkNanos(1_000_000);
      }
    }

    private synchronized void count(long outcome) {
      requests++;
      assertThat(outcome).isNotEqualTo(SharedLimiter.STORE_FAILED);
      if (outcome == 0) {
        admitted.add(System.nanoTime());
      }
    }
  }
}
