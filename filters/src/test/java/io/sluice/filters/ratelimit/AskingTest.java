package io.sluice.filters.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sluice.filters.fake.FakeExchange;
import io.sluice.filters.ratelimit.RateLimitConfig.Algorithm;
import io.sluice.filters.ratelimit.RateLimitConfig.OnStoreError;
import io.sluice.gateway.api.ChainContext;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.Key;
import io.sluice.gateway.api.Rate;
import io.sluice.gateway.api.Verdict;
import io.sluice.gateway.testkit.ManualTicker;
import io.sluice.ratelimit.redis.SharedLimiter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of an exchange by what a store answers, at once or later. */
class AskingTest {
  private static final long SECOND = 1_000_000_000;

  private final ChainContext context =
      new ChainContext("route", new SimpleMeterRegistry(), new ManualTicker());
  private final Deque<SharedLimiter.Answer> open = new ArrayDeque<>();
  private final SharedLimiter later = (key, cost, answer) -> open.add(answer);

  private Filter filter(OnStoreError onStoreError, boolean dryRun, SharedLimiter... stores) {
    Policy[] policies = new Policy[stores.length];
    for (int i = 0; i < stores.length; i++) {
      Quota quota =
          Quota.of("", Algorithm.TOKEN_BUCKET, new Rate(1, Duration.ofSeconds(1)), null, null);
      String name = "p" + i;
      Tallies tallies = new Tallies(context, name, 10, Duration.ofSeconds(1));
      tallies.expect(EnumSet.allOf(Decision.class));
      tallies.adopted();
      policies[i] =
          new Policy(
              name, Key.of("client_ip"), 1, Rule.of(name, quota, stores[i]), Map.of(), tallies);
    }
    return new SharedPolicies(
        policies, new Rulings(dryRun, true, context.slot()), onStoreError, context.slot());
  }

  private double count(String policy, String decision) {
    return Objects.requireNonNull(
            context
                .meters()
                .find("sluice.ratelimit.decisions")
                .tags("policy", policy, "decision", decision)
                .counter())
        .count();
  }

  @Test
  void goesOnWhenTheStoreAdmits() throws Exception {
    Filter filter = filter(OnStoreError.LOCAL, false, later);
    FakeExchange exchange = new FakeExchange();
    assertThat(filter.onRequest(exchange)).isEqualTo(Verdict.PAUSE);
    assertThat(exchange.resumes()).isZero();
    open.remove().decided(0, 4, 3 * SECOND);
    assertThat(exchange.resumes()).isOne();
    assertThat(exchange.responseHeader("ratelimit")).isEqualTo("\"p0\";r=1;t=3");
    assertThat(count("p0", "admitted")).isOne();
  }

  @Test
  void goesOnWhenTheStoreAdmitsAtOnce() throws Exception {
    Filter filter =
        filter(OnStoreError.LOCAL, false, (key, cost, answer) -> answer.decided(0, 1, 0));
    FakeExchange exchange = new FakeExchange();
    filter.onRequest(exchange);
    assertThat(exchange.resumes()).isOne();
  }

  @Test
  void isRefusedWhenTheStoreRefuses() throws Exception {
    Filter filter = filter(OnStoreError.LOCAL, false, later, later);
    FakeExchange exchange = new FakeExchange();
    filter.onRequest(exchange);
    open.remove().decided(0, 4, SECOND);
    open.remove().decided(-SECOND - 1, 0, 5 * SECOND);
    assertThat(exchange.status()).isEqualTo(429);
    assertThat(exchange.responseHeader("retry-after")).isEqualTo("2");
    assertThat(exchange.resumes()).isZero();
    assertThat(open).isEmpty();
    assertThat(count("p1", "limited")).isOne();
  }

  /** The limit is one a second, so the second of two is too much here as well. */
  @ParameterizedTest
  @CsvSource({
    "LOCAL, 0, 429, rate_limited, store_error_admitted, store_error_limited",
    "ALLOW, 0, 0, , store_error_admitted, store_error_admitted",
    "DENY, 503, 503, store_unavailable, store_error_denied, store_error_denied",
  })
  void doesAsItIsToldWhenTheStoreFails(
      OnStoreError onStoreError,
      int first,
      int second,
      String reason,
      String firstDecision,
      String secondDecision)
      throws Exception {
    Filter filter = filter(onStoreError, false, later);
    FakeExchange one = new FakeExchange();
    FakeExchange other = new FakeExchange();
    filter.onRequest(one);
    filter.onRequest(other);
    open.remove().decided(SharedLimiter.STORE_FAILED, 0, 0);
    double counted = count("p0", firstDecision);
    open.remove().decided(SharedLimiter.STORE_FAILED, 0, 0);
    assertThat(counted).isOne();
    assertThat(count("p0", secondDecision)).isPositive();
    assertThat(one.status()).isEqualTo(first);
    assertThat(one.resumes()).isEqualTo(first == 0 ? 1 : 0);
    assertThat(other.status()).isEqualTo(second);
    if (second != 0) {
      assertThat(Objects.requireNonNull(other.error()).reason()).isEqualTo(reason);
      assertThat(other.responseHeader("retry-after")).isEqualTo("1");
    }
  }

  /** The client has gone, or the exchange's time was up: what the store says comes too late. */
  @ParameterizedTest
  @EnumSource(OnStoreError.class)
  void answerThatComesTooLateChangesNothing(OnStoreError onStoreError) throws Exception {
    Filter filter = filter(onStoreError, false, later);
    for (long outcome : new long[] {0, -SECOND, SharedLimiter.STORE_FAILED}) {
      FakeExchange gone = new FakeExchange();
      filter.onRequest(gone);
      filter.onComplete(gone);
      open.remove().decided(outcome, 0, 0);
      assertThat(gone.resumes()).isZero();
      assertThat(gone.answers()).isZero();
      FakeExchange late = new FakeExchange();
      filter.onRequest(late);
      late.status(504);
      open.remove().decided(outcome, 0, 0);
      assertThat(late.resumes()).isZero();
      assertThat(late.answers()).isZero();
    }
  }

  @Test
  void dryRunWaitsForNothing() throws Exception {
    Filter filter = filter(OnStoreError.DENY, true, later);
    FakeExchange exchange = new FakeExchange();
    assertThat(filter.onRequest(exchange)).isEqualTo(Verdict.CONTINUE);
    open.remove().decided(-SECOND, 0, 0);
    assertThat(filter.onRequest(exchange)).isEqualTo(Verdict.CONTINUE);
    open.remove().decided(0, 0, 0);
    assertThat(exchange.resumes()).isZero();
    assertThat(exchange.answers()).isZero();
    assertThat(count("p0", "dry_run_limited")).isOne();
  }
}
