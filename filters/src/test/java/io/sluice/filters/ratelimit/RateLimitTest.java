package io.sluice.filters.ratelimit;

import static io.sluice.filters.ratelimit.Limits.admitted;
import static io.sluice.filters.ratelimit.Limits.ask;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.sluice.filters.fake.FakeExchange;
import io.sluice.filters.fake.Reloads;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.Verdict;
import io.sluice.gateway.config.Binder;
import io.sluice.gateway.config.Format;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateLimitTest {
  private final Limits limits = new Limits();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rate: 10/s                                        | 10 | 10",
        "{rate: 10/s, burst: 25}                           | 25 | 10",
        "{rate: 10/s, burst: 3}                            | 3  | 3",
        "{rate: 600/m, burst: 10}                          | 10 | 10",
        "{rate: 10/s, cost: 5}                             | 2  | 2",
        "{rate: 10/s, algorithm: sliding_window}           | 10 | 0",
      })
  void admitsTheBurstAtOnceAndTheRateFromThenOn(String config, int atOnce, int inASecond)
      throws Exception {
    Filter filter = limits.filter(config);
    assertThat(admitted(filter, 100)).isEqualTo(atOnce);
    limits.advance(Duration.ofSeconds(1));
    assertThat(admitted(filter, 100)).isEqualTo(inASecond);
  }

  @Test
  void refusalSaysWhyAndWhenToComeBack() throws Exception {
    Filter filter = limits.filter("rate: 2/m");
    ask(filter);
    ask(filter);
    FakeExchange refused = ask(filter);
    assertThat(refused.status()).isEqualTo(429);
    assertThat(Objects.requireNonNull(refused.error()).reason()).isEqualTo("rate_limited");
    assertThat(refused.error().detail()).isEqualTo("The limit \"default\" is exhausted.");
    assertThat(refused.responseHeader("retry-after")).isEqualTo("30");
    assertThat(refused.notes()).containsExactly("rate_limit=default");
    limits.advance(Duration.ofMillis(29_500));
    assertThat(ask(filter).responseHeader("retry-after")).isEqualTo("1");
    limits.advance(Duration.ofMillis(500));
    assertThat(ask(filter).answers()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rate: 100/m                               | \"default\";q=100;w=60   | \"default\";r=99;t=1",
        "{rate: 10/s, burst: 25}                   | \"default\";q=25;w=3     | \"default\";r=24;t=1",
        "{rate: 10/h, burst: 1}                    | \"default\";q=10;w=3600  | \"default\";r=0;t=360",
        "{rate: 10/s, algorithm: sliding_window}   | \"default\";q=10;w=1     | \"default\";r=9;t=2",
        "{policies: [{id: a, rate: 10/s}, {id: b, rate: 60/m, burst: 9}]} | \"a\";q=10;w=1, \"b\";q=60;w=60 | \"a\";r=9;t=1, \"b\";r=8;t=1",
      })
  void tellsClientsOfItsPoliciesAndWhatIsLeft(String config, String policy, String left)
      throws Exception {
    FakeExchange exchange = ask(limits.filter(config));
    assertThat(exchange.responseHeader("ratelimit-policy")).isEqualTo(policy);
    assertThat(exchange.responseHeader("ratelimit")).isEqualTo(left);
    assertThat(exchange.responseHeader("retry-after")).isNull();
  }

  @Test
  void refusalTellsTheSame() throws Exception {
    Filter filter = limits.filter("rate: 1/m");
    ask(filter);
    assertThat(ask(filter).responseHeader("ratelimit")).isEqualTo("\"default\";r=0;t=60");
  }

  @Test
  void saysNothingWhereItIsToldNotTo() throws Exception {
    FakeExchange exchange = ask(limits.filter("{rate: 1/m, headers: false}"));
    assertThat(exchange.responseHeaders()).isEmpty();
  }

  @Test
  void keysAreApartAndTheirOverridesHaveTheirOwnRate() throws Exception {
    Filter filter =
        limits.filter(
            "{rate: 5/m, overrides: {192.0.2.7: {rate: 60/m, burst: 8}, 192.0.2.8: {rate: 1/m}}}");
    assertThat(admitted(filter, 20, "192.0.2.1")).isEqualTo(5);
    assertThat(admitted(filter, 20, "192.0.2.2")).isEqualTo(5);
    assertThat(admitted(filter, 20, "192.0.2.7")).isEqualTo(8);
    assertThat(admitted(filter, 20, "192.0.2.8")).isEqualTo(1);
  }

  @Test
  void keyMayBeOfSeveralVariablesAndOverridesNameThemJoined() throws Exception {
    Filter filter =
        limits.filter(
            "{rate: 1/m, key: [header.x-plan, client_ip], overrides: {gold|192.0.2.1: {rate: 3/m}}}");
    int gold = 0;
    int silver = 0;
    for (int i = 0; i < 9; i++) {
      FakeExchange exchange = new FakeExchange().request("x-plan", "gold");
      filter.onRequest(exchange);
      gold += exchange.answers() == 0 ? 1 : 0;
      FakeExchange other = new FakeExchange().request("x-plan", "silver");
      filter.onRequest(other);
      silver += other.answers() == 0 ? 1 : 0;
    }
    assertThat(gold).isEqualTo(3);
    assertThat(silver).isEqualTo(1);
  }

  @Test
  void requestsWithoutTheValueShareAKey() throws Exception {
    Filter filter = limits.filter("{rate: 3/m, key: header.x-key}");
    assertThat(admitted(filter, 9, "192.0.2.1") + admitted(filter, 9, "192.0.2.2")).isEqualTo(3);
  }

  @Test
  void whatOnePolicyRefusesDoesNotCountForTheOthers() throws Exception {
    Filter filter =
        limits.filter("{policies: [{id: hour, rate: 100/h}, {id: second, rate: 10/s}]}");
    for (int second = 0; second < 9; second++) {
      assertThat(admitted(filter, 50)).isEqualTo(10);
      limits.advance(Duration.ofSeconds(1));
    }
    assertThat(admitted(filter, 50)).isEqualTo(10);
    limits.advance(Duration.ofSeconds(1));
    FakeExchange refused = ask(filter);
    assertThat(refused.notes()).containsExactly("rate_limit=hour");
    assertThat(refused.responseHeader("retry-after")).isEqualTo("26");
    assertThat(refused.responseHeader("ratelimit"))
        .startsWith("\"hour\";r=0;t=3590, \"second\";r=10");
    assertThat(limits.decisions("hour", "limited")).isEqualTo(41);
    assertThat(limits.decisions("second", "limited")).isEqualTo(360);
    assertThat(limits.decisions("hour", "admitted")).isEqualTo(100);
  }

  @Test
  void dryRunDecidesAndCountsButRefusesNothing() throws Exception {
    Filter filter = limits.filter("{rate: 2/m, dry_run: true}");
    assertThat(admitted(filter, 5)).isEqualTo(5);
    FakeExchange exchange = ask(filter);
    assertThat(exchange.notes()).containsExactly("rate_limit_dry_run=default");
    assertThat(exchange.responseHeaders()).isEmpty();
    assertThat(limits.decisions("default", "admitted")).isEqualTo(2);
    assertThat(limits.decisions("default", "dry_run_limited")).isEqualTo(4);
  }

  @Test
  void reloadGoesOnWithWhatHasPassed() throws Exception {
    assertThat(admitted(limits.filter("rate: 5/m"), 9)).isEqualTo(5);
    assertThat(admitted(limits.filter("{rate: 5/m, burst: 6, max_keys: 7}"), 9)).isLessThan(2);
    assertThat(admitted(limits.filter("{rate: 5/m, algorithm: sliding_window}"), 9)).isEqualTo(5);
  }

  @Test
  void twoInOneChainCountApart() throws Exception {
    var chain = limits.reloads().chain("route");
    RateLimitFactory factory = new RateLimitFactory();
    var config =
        new Binder(List.of(), variable -> null)
            .bind("rate: 3/m", Format.YAML, RateLimitConfig.class);
    Filter first = factory.create(config, chain);
    Filter second = factory.create(config, chain);
    limits.reloads().adopt();
    assertThat(admitted(first, 9)).isEqualTo(3);
    FakeExchange exchange = new FakeExchange();
    first.onRequest(new FakeExchange().client("192.0.2.9"));
    second.onRequest(exchange);
    assertThat(exchange.responseHeader("ratelimit")).startsWith("\"default_2\";r=2");
    assertThat(limits.decisions("default_2", "admitted")).isEqualTo(1);
  }

  @Test
  void fieldsOfTwoFiltersStandBesideEachOther() throws Exception {
    FakeExchange exchange = new FakeExchange();
    limits.filter("policies: [{id: a, rate: 1/s}]").onRequest(exchange);
    limits.filter("policies: [{id: b, rate: 2/s}]").onRequest(exchange);
    assertThat(exchange.responseHeader("ratelimit")).isEqualTo("\"a\";r=0;t=1, \"b\";r=1;t=1");
  }

  @Test
  void leakyBucketDelaysAndRefusesWhatWouldWaitTooLong() throws Exception {
    Filter filter = limits.filter("{rate: 10/s, algorithm: leaky_bucket, max_delay: 200ms}");
    EmbeddedChannel loop = new EmbeddedChannel();
    loop.freezeTime();
    assertThat(ask(filter).notes()).isEmpty();
    FakeExchange second = new FakeExchange().executor(loop.eventLoop());
    assertThat(filter.onRequest(second)).isEqualTo(Verdict.PAUSE);
    FakeExchange third = new FakeExchange().executor(loop.eventLoop());
    assertThat(filter.onRequest(third)).isEqualTo(Verdict.PAUSE);
    FakeExchange fourth = new FakeExchange().executor(loop.eventLoop());
    assertThat(filter.onRequest(fourth)).isEqualTo(Verdict.DONE);
    assertThat(fourth.responseHeader("retry-after")).isEqualTo("1");
    loop.advanceTimeBy(100, TimeUnit.MILLISECONDS);
    loop.runScheduledPendingTasks();
    assertThat(second.resumes()).isOne();
    assertThat(third.resumes()).isZero();
    filter.onComplete(third); // its client has gone
    loop.advanceTimeBy(100, TimeUnit.MILLISECONDS);
    loop.runScheduledPendingTasks();
    assertThat(third.resumes()).isZero();
    assertThat(limits.decisions("default", "delayed")).isEqualTo(2);
    assertThat(limits.decisions("default", "limited")).isEqualTo(1);
    loop.finish();
  }

  /** It takes no place either: others would wait for nobody. */
  @Test
  void whatHasNoTimeToWaitIsRefusedAtOnce() throws Exception {
    Filter filter = limits.filter("{rate: 1/s, algorithm: leaky_bucket}");
    EmbeddedChannel loop = new EmbeddedChannel();
    loop.freezeTime();
    ask(filter);
    for (int i = 0; i < 5; i++) {
      FakeExchange hurried = new FakeExchange().executor(loop.eventLoop());
      hurried.timeouts(TimeUnit.MILLISECONDS.toNanos(500), 0);
      assertThat(filter.onRequest(hurried)).isEqualTo(Verdict.DONE);
    }
    FakeExchange patient = new FakeExchange().executor(loop.eventLoop());
    assertThat(filter.onRequest(patient)).isEqualTo(Verdict.PAUSE);
    loop.advanceTimeBy(1, TimeUnit.SECONDS);
    loop.runScheduledPendingTasks();
    assertThat(patient.resumes()).isOne();
    loop.finish();
  }

  @Test
  void configThatNeverRunsLeavesTheMetersOfTheOneThatDoes() throws Exception {
    Filter filter = limits.filter("rate: 5/m");
    Reloads refused = new Reloads(() -> 1, limits.reloads().meters());
    new RateLimitFactory().create(Limits.config("rate: 7/m"), refused.chain("route"));
    refused.close();
    admitted(filter, 5);
    assertThat(limits.decisions("default", "admitted")).isEqualTo(5);
  }

  @Test
  void metersGoOnUnderAnotherAlgorithm() throws Exception {
    limits.filter("rate: 5/m");
    Reloads next = new Reloads(() -> 1, limits.reloads().meters());
    Filter filter =
        new RateLimitFactory()
            .create(Limits.config("{rate: 5/m, algorithm: sliding_window}"), next.chain("route"));
    next.adopt();
    limits.reloads().close(); // the last exchange of the config before has ended
    admitted(filter, 5);
    assertThat(limits.decisions("default", "admitted")).isEqualTo(5);
  }

  @Test
  void takesItsMetersAlong() throws Exception {
    limits.filter("rate: 1/s");
    assertThat(limits.decisions("default", "limited")).isZero();
    limits.reloads().close();
    assertThat(limits.reloads().meters().getMeters()).isEmpty();
  }
}
