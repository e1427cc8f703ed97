package io.sluice.filters.concurrencylimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.sluice.filters.fake.FakeExchange;
import io.sluice.filters.fake.Reloads;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.api.Key;
import io.sluice.gateway.api.Verdict;
import io.sluice.gateway.testkit.ManualTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConcurrencyLimitTest {
  private final ManualTicker clock = new ManualTicker();
  private final Reloads reloads = new Reloads(clock);
  private final EmbeddedChannel loop = new EmbeddedChannel();

  ConcurrencyLimitTest() {
    loop.freezeTime();
  }

  @AfterEach
  void close() {
    loop.finish();
  }

  private Filter filter(int max, int queue, @Nullable Key key, int status) throws Exception {
    return new ConcurrencyLimitFactory()
        .create(
            new ConcurrencyLimitConfig(max, null, key, queue, Duration.ofSeconds(1), status, 100),
            reloads.chain("route"));
  }

  private Filter adaptive(int min) throws Exception {
    Filter filter =
        new ConcurrencyLimitFactory()
            .create(
                new ConcurrencyLimitConfig(
                    null,
                    new ConcurrencyLimitConfig.Adaptive(min, 50),
                    null,
                    0,
                    Duration.ofSeconds(1),
                    503,
                    10),
                reloads.chain("route"));
    reloads.adopt();
    return filter;
  }

  private FakeExchange exchange() {
    return new FakeExchange().executor(loop.eventLoop());
  }

  private void runTasks() {
    loop.runPendingTasks();
  }

  private double metric(String name) {
    if (reloads.meters().getMeters().isEmpty()) {
      reloads.adopt();
    }
    return Objects.requireNonNull(reloads.meters().find("sluice.concurrency." + name).gauge())
        .value();
  }

  /** From a fixed limit to one that is found: both have the same names in the metrics. */
  @Test
  void metersGoOnUnderAnotherKindOfLimit() throws Exception {
    Filter before = filter(2, 0, null, 503);
    FakeExchange last = exchange();
    before.onRequest(last);
    assertThat(metric("inflight")).isEqualTo(1);
    Reloads next = new Reloads(clock, reloads.meters());
    new ConcurrencyLimitFactory()
        .create(
            new ConcurrencyLimitConfig(
                null,
                new ConcurrencyLimitConfig.Adaptive(7, 7),
                null,
                0,
                Duration.ofSeconds(1),
                503,
                10),
            next.chain("route"));
    next.adopt();
    assertThat(metric("limit")).isEqualTo(7);
    reloads.close();
    assertThat(metric("limit")).isEqualTo(7);
  }

  @Test
  void letsInAsManyAsMayRunAndThoseThatFollowTheirEnd() throws Exception {
    Filter filter = filter(2, 0, null, 503);
    reloads.adopt();
    FakeExchange first = exchange();
    assertThat(filter.onRequest(first)).isEqualTo(Verdict.CONTINUE);
    assertThat(filter.onRequest(exchange())).isEqualTo(Verdict.CONTINUE);
    FakeExchange third = exchange();
    assertThat(filter.onRequest(third)).isEqualTo(Verdict.DONE);
    filter.onComplete(third);
    filter.onComplete(first);
    assertThat(filter.onRequest(exchange())).isEqualTo(Verdict.CONTINUE);
    assertThat(filter.onRequest(exchange())).isEqualTo(Verdict.DONE);
    assertThat(metric("limit")).isEqualTo(2);
    assertThat(metric("inflight")).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {503, 429})
  void refusesWithItsReason(int status) throws Exception {
    Filter filter = filter(1, 0, null, status);
    filter.onRequest(exchange());
    FakeExchange refused = exchange();
    filter.onRequest(refused);
    assertThat(refused.status()).isEqualTo(status);
    assertThat(Objects.requireNonNull(refused.error()).reason()).isEqualTo("concurrency_limited");
    assertThat(refused.notes()).containsExactly("concurrency_limit=refused");
  }

  @Test
  void keysAreApartAndForgottenWhenNothingOfThemRuns() throws Exception {
    Filter filter = filter(1, 0, Key.of("client_ip"), 503);
    FakeExchange first = exchange().client("192.0.2.1");
    assertThat(filter.onRequest(first)).isEqualTo(Verdict.CONTINUE);
    assertThat(filter.onRequest(exchange().client("192.0.2.2"))).isEqualTo(Verdict.CONTINUE);
    assertThat(filter.onRequest(exchange().client("192.0.2.1"))).isEqualTo(Verdict.DONE);
    filter.onComplete(first);
    assertThat(filter.onRequest(exchange().client("192.0.2.1"))).isEqualTo(Verdict.CONTINUE);
  }

  @Test
  void thoseThatWaitGetTheirTurnInOrder() throws Exception {
    Filter filter = filter(1, 2, null, 503);
    reloads.adopt();
    FakeExchange running = exchange();
    filter.onRequest(running);
    FakeExchange second = exchange();
    FakeExchange third = exchange();
    assertThat(filter.onRequest(second)).isEqualTo(Verdict.PAUSE);
    assertThat(filter.onRequest(third)).isEqualTo(Verdict.PAUSE);
    assertThat(metric("queued")).isEqualTo(2);
    FakeExchange fourth = exchange();
    assertThat(filter.onRequest(fourth)).isEqualTo(Verdict.DONE);
    assertThat(fourth.notes()).containsExactly("concurrency_limit=queue_full");
    filter.onComplete(running);
    runTasks();
    assertThat(second.resumes()).isOne();
    assertThat(third.resumes()).isZero();
    filter.onComplete(second);
    runTasks();
    assertThat(third.resumes()).isOne();
    filter.onComplete(third);
    assertThat(metric("queued")).isZero();
    assertThat(metric("inflight")).isZero();
  }

  @Test
  void oneThatHasWaitedLongEnoughIsRefused() throws Exception {
    Filter filter = filter(1, 1, null, 503);
    FakeExchange running = exchange();
    filter.onRequest(running);
    FakeExchange waiting = exchange();
    filter.onRequest(waiting);
    loop.advanceTimeBy(1, TimeUnit.SECONDS);
    loop.runScheduledPendingTasks();
    assertThat(Objects.requireNonNull(waiting.error()).reason()).isEqualTo("concurrency_limited");
    assertThat(waiting.notes()).contains("concurrency_limit=queue_timeout");
    filter.onComplete(waiting);
    assertThat(filter.onRequest(exchange())).isEqualTo(Verdict.PAUSE); // its place is free
  }

  @Test
  void oneWhoseClientHasGoneLeavesItsPlace() throws Exception {
    Filter filter = filter(1, 2, null, 503);
    FakeExchange running = exchange();
    filter.onRequest(running);
    FakeExchange gone = exchange();
    filter.onRequest(gone);
    FakeExchange next = exchange();
    filter.onRequest(next);
    filter.onComplete(gone);
    filter.onComplete(running);
    runTasks();
    assertThat(gone.resumes()).isZero();
    assertThat(next.resumes()).isOne();
  }

  /** Its turn has come, but on its way there the client goes: another one must have it. */
  @Test
  void permitThatComesTooLateIsPassedOn() throws Exception {
    Filter filter = filter(1, 2, null, 503);
    FakeExchange running = exchange();
    filter.onRequest(running);
    FakeExchange gone = exchange();
    filter.onRequest(gone);
    FakeExchange next = exchange();
    filter.onRequest(next);
    filter.onComplete(running);
    filter.onComplete(gone);
    runTasks();
    assertThat(gone.resumes()).isZero();
    assertThat(next.resumes()).isOne();
    filter.onComplete(next);
    assertThat(filter.onRequest(exchange())).isEqualTo(Verdict.CONTINUE);
  }

  /** Exchanges take 10 s: with one in front, its time would be up. */
  @Test
  void oneThatWouldComeTooLateIsRefusedAtOnce() throws Exception {
    Filter filter = filter(1, 2, null, 503);
    FakeExchange slow = exchange();
    filter.onRequest(slow);
    clock.advance(Duration.ofSeconds(10));
    filter.onComplete(slow);
    filter.onRequest(exchange());
    FakeExchange hurried = exchange();
    hurried.timeouts(TimeUnit.SECONDS.toNanos(5), 0);
    assertThat(filter.onRequest(hurried)).isEqualTo(Verdict.DONE);
    assertThat(hurried.notes()).containsExactly("concurrency_limit=too_late");
    FakeExchange patient = exchange();
    patient.timeouts(TimeUnit.SECONDS.toNanos(15), 0);
    assertThat(filter.onRequest(patient)).isEqualTo(Verdict.PAUSE);
  }

  @Test
  void waitsNoLongerThanItsTime() throws Exception {
    Filter filter = filter(1, 1, null, 503);
    filter.onRequest(exchange());
    FakeExchange hurried = exchange();
    hurried.timeouts(TimeUnit.MILLISECONDS.toNanos(100), 0);
    assertThat(filter.onRequest(hurried)).isEqualTo(Verdict.PAUSE);
    loop.advanceTimeBy(100, TimeUnit.MILLISECONDS);
    loop.runScheduledPendingTasks();
    assertThat(hurried.error()).isNotNull();
  }

  @Test
  void nextConfigKnowsWhatRunsAndLetsInMoreOfThoseThatWait() throws Exception {
    Filter before = filter(1, 5, null, 503);
    FakeExchange running = exchange();
    before.onRequest(running);
    FakeExchange second = exchange();
    FakeExchange third = exchange();
    FakeExchange fourth = exchange();
    before.onRequest(second);
    before.onRequest(third);
    before.onRequest(fourth);

    Filter after = filter(3, 5, null, 503);
    runTasks();
    assertThat(second.resumes()).isZero(); // it does not run yet
    reloads.adopt();
    runTasks();
    assertThat(second.resumes()).isOne();
    assertThat(third.resumes()).isOne();
    assertThat(fourth.resumes()).isZero();
    before.onComplete(running);
    runTasks();
    assertThat(fourth.resumes()).isOne();
    assertThat(after.onRequest(exchange())).isEqualTo(Verdict.PAUSE);
    assertThat(metric("limit")).isEqualTo(3);
  }

  @Test
  void refusedAnswersAndThoseOfTheGatewaySayNothingAboutTheOrigin() throws Exception {
    Filter filter = adaptive(1);
    double first = metric("limit");
    for (int i = 0; i < 1_000; i++) {
      FakeExchange exchange = exchange();
      filter.onRequest(exchange);
      exchange.fail(GatewayError.gateway(503, "no_endpoint"));
      filter.onResponse(exchange);
      clock.advance(Duration.ofMillis(10));
      filter.onComplete(exchange);
    }
    assertThat(metric("limit")).isEqualTo(first);
    assertThat(metric("inflight")).isZero();
  }

  /** A limit that is used, and whose origin drops what it gets, shrinks. */
  @Test
  void adaptiveLimitShrinksWhenTheOriginIsOverloaded() throws Exception {
    Filter filter = adaptive(2);
    double first = metric("limit");
    for (int round = 0; round < 200; round++) {
      List<FakeExchange> running = new ArrayList<>();
      FakeExchange next = exchange();
      while (filter.onRequest(next) == Verdict.CONTINUE) {
        running.add(next);
        next = exchange();
      }
      filter.onComplete(next);
      clock.advance(Duration.ofMillis(50));
      for (FakeExchange exchange : running) {
        exchange.status(503);
        filter.onResponse(exchange);
        filter.onComplete(exchange);
      }
    }
    assertThat(metric("limit")).isLessThan(first / 2);
  }

  @Test
  void takesItsMetersAlong() throws Exception {
    filter(1, 0, null, 503);
    reloads.adopt();
    assertThat(reloads.meters().getMeters()).hasSize(3);
    reloads.close();
    assertThat(reloads.meters().getMeters()).isEmpty();
  }
}
