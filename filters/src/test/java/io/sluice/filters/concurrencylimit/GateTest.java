package io.sluice.filters.concurrencylimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.DefaultEventLoop;
import io.sluice.filters.fake.FakeExchange;
import io.sluice.gateway.api.ChainContext;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.api.Key;
import io.sluice.gateway.api.Ticker;
import io.sluice.gateway.api.Verdict;
import io.sluice.ratelimit.AdaptiveConcurrency;
import io.sluice.ratelimit.ConcurrencyLimit;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many workers at one gate. */
class GateTest {
  private static final int LOOPS = 4;
  private static final int EXCHANGES = 5_000; // on each

  private final ChainContext context =
      new ChainContext("route", new SimpleMeterRegistry(), Ticker.system());

  /**
   * Never more than may run, none is forgotten in the queue, and in the end nothing is held. Some
   * give up while they wait.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void noWakeUpIsLostAndNoPermit(boolean keyed) throws Exception {
    int max = 3;
    Gates gates = new Gates(context, 0, new ConcurrencyLimit(max), 100);
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch ended = new CountDownLatch(LOOPS * EXCHANGES);
    List<DefaultEventLoop> loops = new ArrayList<>();
    for (int i = 0; i < LOOPS; i++) {
      DefaultEventLoop loop = new DefaultEventLoop();
      loops.add(loop);
      AdmittingFilter filter =
          new AdmittingFilter(
              gates,
              keyed ? Key.of("host") : null,
              LOOPS * EXCHANGES,
              TimeUnit.MINUTES.toNanos(1),
              GatewayError.gateway(503, "concurrency_limited"),
              new ChainContext("route", new SimpleMeterRegistry(), Ticker.system()).slot());
      SplittableRandom random = new SplittableRandom(i);
      for (int n = 0; n < EXCHANGES; n++) {
        loop.execute(new Run(filter, loop, random, running, most, ended));
      }
    }
    assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(most.get()).isBetween(1, max);
    assertThat(gates.inflight().sum()).isZero();
    assertThat(gates.queued().sum()).isZero();
    assertThat(gates.size()).isZero();
    for (DefaultEventLoop loop : loops) {
      loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).await();
    }
  }

  /** One exchange: asks, runs for some turns of its loop, ends; or gives up while it waits. */
  private static final class Run implements Runnable {
    private final AdmittingFilter filter;
    private final DefaultEventLoop loop;
    private final AtomicInteger running;
    private final AtomicInteger most;
    private final CountDownLatch ended;
    private final boolean givesUp;
    private final FakeExchange exchange;
    private int turns;

    Run(
        AdmittingFilter filter,
        DefaultEventLoop loop,
        SplittableRandom random,
        AtomicInteger running,
        AtomicInteger most,
        CountDownLatch ended) {
      this.filter = filter;
      this.loop = loop;
      this.running = running;
      this.most = most;
      this.ended = ended;
      this.givesUp = random.nextInt(5) == 0;
      this.turns = random.nextInt(4);
      this.exchange = new FakeExchange().executor(loop).onResume(this::begin);
    }

    @Override
    public void run() {
      Verdict verdict = filter.onRequest(exchange);
      if (verdict == Verdict.CONTINUE) {
        begin();
      } else if (givesUp) {
        loop.execute(this::giveUp);
      }
    }

    private void giveUp() {
      if (exchange.resumes() == 0) {
        filter.onComplete(exchange);
        ended.countDown();
      }
    }

    private void begin() {
      most.accumulateAndGet(running.incrementAndGet(), Math::max);
      goOn();
    }

    private void goOn() {
      if (turns-- > 0) {
        loop.execute(this::goOn);
        return;
      }
      running.decrementAndGet();
      filter.onComplete(exchange);
      ended.countDown();
    }
  }

  @Test
  void waitIsExpectedFromHowLongOthersTook() {
    Gates gates = new Gates(context, 0, new ConcurrencyLimit(2), 100);
    Gate gate = gates.whole();
    assertThat(gate.expectedWait(gates.limiter())).isZero();
    gate.enter(gates.limiter(), gates.now());
    gate.exit(-1, false, 1_000);
    assertThat(gate.expectedWait(gates.limiter())).isEqualTo(500);
    gate.enter(gates.limiter(), gates.now());
    gate.exit(-1, false, 9_000);
    assertThat(gate.expectedWait(gates.limiter())).isEqualTo(1_000);
    gate.enter(gates.limiter(), gates.now());
    gate.exit(-1, false, -1);
    assertThat(gate.expectedWait(gates.limiter())).isEqualTo(1_000);
  }

  @Test
  void metersStayWithTheGatesOfTheConfigThatRuns() {
    Gates drained = new Gates(context, 0, new ConcurrencyLimit(1), 100);
    drained.adopted();
    Gates running = new Gates(context, 0, new AdaptiveConcurrency(7, 7), 100);
    running.adopted();
    new Gates(context, 0, new ConcurrencyLimit(3), 100).close(); // of a config that fails
    drained.close();
    assertThat(context.meters().get("sluice.concurrency.limit").gauge().value()).isEqualTo(7);
  }
}
