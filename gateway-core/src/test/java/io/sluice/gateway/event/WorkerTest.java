package io.sluice.gateway.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.nio.NioIoHandler;
import io.sluice.gateway.api.Ticker;
import io.sluice.gateway.testkit.ManualTicker;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkerTest {
  private static final long TICK = TimerWheel.TICK_NANOS;

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final EventLoop loop = channel.eventLoop();
  private final ManualTicker ticker = new ManualTicker();
  private final Worker worker = new Worker(3, loop, ticker, 42);
  private final List<Long> lags = new ArrayList<>();

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  /** Lets the loop's clock and the worker's go on. */
  private void pass(long loopNanos, long workerNanos) {
    ticker.advance(Duration.ofNanos(workerNanos));
    channel.advanceTimeBy(loopNanos, TimeUnit.NANOSECONDS);
    channel.runScheduledPendingTasks();
  }

  private void start() {
    channel.freezeTime();
    worker.start(lags::add);
    channel.runPendingTasks();
  }

  @Test
  void tellsHowLateItsTicksCome() {
    start();
    pass(TICK, TICK);
    pass(TICK, TICK + 7_000_000);
    pass(TICK, TICK - 1);
    assertThat(lags).containsExactly(0L, 7_000_000L, 0L);
  }

  @Test
  void expiresItsTimeoutsEvenWhenOneFails() {
    start();
    List<String> expired = new ArrayList<>();
    worker
        .timers()
        .start(
            timeout(
                () -> {
                  throw new IllegalStateException("on purpose");
                }),
            TICK);
    worker.timers().start(timeout(() -> expired.add("a")), TICK);
    worker.timers().start(timeout(() -> expired.add("b")), 3 * TICK);
    for (int i = 0; i < 6; i++) {
      pass(TICK, TICK);
    }
    assertThat(expired).containsExactly("a", "b");
    assertThat(lags).hasSize(6);
  }

  private static Timeout timeout(Runnable action) {
    return new Timeout() {
      @Override
      protected void expired() {
        action.run();
      }
    };
  }

  @Test
  void makesRequestIdsThatDoNotRepeat() {
    Set<String> ids = new HashSet<>();
    Worker other = new Worker(4, loop, ticker, 43);
    for (int i = 0; i < 10_000; i++) {
      ids.add(worker.newRequestId());
      ids.add(other.newRequestId());
    }
    assertThat(ids).hasSize(20_000).allMatch(id -> id.matches("[0-9a-f]{32}"));
  }

  @Test
  void knowsTheDateAsHttpWritesIt() {
    Instant date = DateTimeFormatter.RFC_1123_DATE_TIME.parse(worker.httpDate(), Instant::from);
    assertThat(date).isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(60));
    assertThat(worker.nanos()).isEqualTo(ticker.nanos());
    assertThat(worker.index()).isEqualTo(3);
  }

  @Test
  void workersHaveALoopEachAndEnd() {
    Workers workers = new Workers(2, NioIoHandler.newFactory(), Ticker.system());
    assertThat(workers.count()).isEqualTo(2);
    assertThat(workers.all()).extracting(Worker::index).containsExactly(0, 1);
    assertThat(workers.all().get(0).loop()).isNotSameAs(workers.all().get(1).loop());
    workers.shutdown();
    assertThat(workers.group().isTerminated()).isTrue();
  }
}
