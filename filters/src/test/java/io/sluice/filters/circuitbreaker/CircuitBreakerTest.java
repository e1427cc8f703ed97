package io.sluice.filters.circuitbreaker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sluice.filters.circuitbreaker.CircuitBreakerConfig.Scope;
import io.sluice.filters.fake.FakeExchange;
import io.sluice.gateway.api.ChainContext;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.api.Kept;
import io.sluice.gateway.api.Verdict;
import io.sluice.gateway.config.StatusRange;
import io.sluice.gateway.testkit.ManualTicker;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What of an exchange counts, and as what. */
class CircuitBreakerTest {
  private final ManualTicker clock = new ManualTicker();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Map<Object, Kept> all = new LinkedHashMap<>();
  private final ChainContext context = chain();

  /** Of one config after another. */
  private ChainContext chain() {
    return new ChainContext("users", meters, clock) {
      @Override
      public String upstreamId() {
        return "upstream";
      }

      @Override
      @SuppressWarnings("unchecked") // who names the identity is who made the thing
      public <T extends Kept> T keep(Object identity, Supplier<T> make) {
        T kept = (T) all.computeIfAbsent(identity, absent -> make.get());
        kept.adopted();
        return kept;
      }
    };
  }

  private static CircuitBreakerConfig config(int threshold, int minimumCalls, Scope scope) {
    return new CircuitBreakerConfig(
        threshold,
        100,
        Duration.ofSeconds(1),
        minimumCalls,
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        1,
        List.of(StatusRange.parse("500-599"), StatusRange.parse("429")),
        scope,
        Duration.ZERO);
  }

  private CircuitBreaker filter(int threshold, int minimumCalls) {
    CircuitBreakerConfig config = config(threshold, minimumCalls, Scope.ROUTE);
    return (CircuitBreaker) new CircuitBreakerFactory().create(config, context);
  }

  private static FakeExchange respond(CircuitBreaker filter, int status) {
    FakeExchange exchange = new FakeExchange();
    filter.onRequest(exchange);
    exchange.status(status);
    filter.onResponse(exchange);
    filter.onComplete(exchange);
    return exchange;
  }

  private double state() {
    return meters.get("sluice.breaker.state").tag("route", "users").gauge().value();
  }

  @ParameterizedTest
  @CsvSource({"200, false", "404, false", "428, false", "429, true", "500, true", "599, true"})
  void countsTheFailureStatusesOfTheOrigin(int status, boolean failure) {
    CircuitBreaker filter = filter(100, 1);

    respond(filter, status);

    assertThat(state()).isEqualTo(failure ? 1 : 0);
  }

  @ParameterizedTest
  @CsvSource({
    "UPSTREAM, 502, true",
    "UPSTREAM, 504, true",
    "UPSTREAM, 429, true",
    "UPSTREAM, 404, false",
    "GATEWAY, 503, false",
    "GATEWAY, 500, false",
    "CLIENT, 429, false",
    "CLIENT, 408, false",
  })
  void countsWhatTheGatewaySaysInTheOriginsPlace(
      GatewayError.Origin origin, int status, boolean failure) {
    CircuitBreaker filter = filter(100, 1);
    FakeExchange exchange = new FakeExchange();
    filter.onRequest(exchange);
    exchange.fail(new GatewayError(status, origin, false, "why", null));
    filter.onResponse(exchange);
    filter.onComplete(exchange);

    assertThat(state()).isEqualTo(failure ? 1 : 0);
  }

  /** Two calls are needed, of which half fail: only a call that counts opens it with a failure. */
  @ParameterizedTest
  @CsvSource({
    "200,          ,         upstream, true",
    "503, UPSTREAM , upstream, true",
    "503, GATEWAY  , upstream, false",
    "401, CLIENT   ,         , false",
    "204,          ,         , false",
    "200,          , another , false",
    "502, UPSTREAM , another , false",
  })
  void countsOnlyWhatTheOriginHasAPartIn(
      int status, GatewayError.Origin origin, String upstream, boolean counts) {
    CircuitBreaker filter = filter(50, 2);
    FakeExchange exchange = new FakeExchange().upstream(upstream);
    filter.onRequest(exchange);
    if (origin == null) {
      exchange.status(status);
    } else {
      exchange.fail(new GatewayError(status, origin, false, "why", null));
    }
    filter.onResponse(exchange);
    filter.onComplete(exchange);
    assertThat(state()).isZero();

    respond(filter, 500);

    assertThat(state()).isEqualTo(counts ? 1 : 0);
  }

  @ParameterizedTest
  @CsvSource({"1000, 0", "1001, 1"})
  void countsSlowCallsToTheResponsesHead(int millis, int expected) {
    CircuitBreaker filter = filter(100, 1);
    FakeExchange exchange = new FakeExchange();
    filter.onRequest(exchange);
    clock.advance(Duration.ofMillis(millis));
    exchange.status(200);
    filter.onResponse(exchange);
    clock.advance(Duration.ofSeconds(20));
    filter.onComplete(exchange);

    assertThat(state()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"999, upstream, 0", "1001, upstream, 1", "1001, , 0"})
  void countsACallAsSlowWhenItsClientLeftLater(int millis, String upstream, int expected) {
    CircuitBreaker filter = filter(100, 1);
    FakeExchange exchange = new FakeExchange().upstream(upstream);
    filter.onRequest(exchange);
    clock.advance(Duration.ofMillis(millis));
    exchange.fail(GatewayError.client(499, "client_closed"));
    filter.onComplete(exchange);

    assertThat(state()).isEqualTo(expected);
  }

  @Test
  void countsAnAnswerThatBreaksOffAsAFailure() {
    CircuitBreaker filter = filter(100, 1);
    FakeExchange exchange = new FakeExchange();
    filter.onRequest(exchange);
    exchange.status(200);
    filter.onResponse(exchange);
    assertThat(state()).isZero();
    exchange.fail(GatewayError.upstream(502, "upstream_reset"));
    filter.onComplete(exchange);

    assertThat(state()).isEqualTo(1);
  }

  @Test
  void doesNotCountAClientThatLeavesInTheMiddleOfTheAnswer() {
    CircuitBreaker filter = filter(100, 1);
    FakeExchange exchange = new FakeExchange();
    filter.onRequest(exchange);
    exchange.status(200);
    filter.onResponse(exchange);
    exchange.fail(GatewayError.client(499, "client_closed"));
    filter.onComplete(exchange);

    assertThat(state()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"0, 30", "1, 30", "999, 30", "1000, 29", "29000, 1", "29999, 1"})
  void tellsTheRestOfTheOpenTimeInWholeSecondsUp(long millisLater, String seconds) {
    CircuitBreaker filter = filter(100, 1);
    respond(filter, 500);
    clock.advance(Duration.ofMillis(millisLater));
    FakeExchange exchange = new FakeExchange();

    assertThat(filter.onRequest(exchange)).isEqualTo(Verdict.CONTINUE);
    GatewayError why = exchange.withheld();
    assertThat(why).isNotNull();
    assertThat(why.status() + " " + why.reason()).isEqualTo("503 breaker_open");
    assertThat(exchange.notes()).containsExactly("breaker=open");
    exchange.fail(why);
    filter.onResponse(exchange);
    assertThat(exchange.responseHeader("retry-after")).isEqualTo(seconds);
  }

  @Test
  void leavesTheRefusalOfAnotherFilterAsItIs() {
    CircuitBreaker filter = filter(100, 1);
    respond(filter, 500);
    FakeExchange exchange = new FakeExchange();
    filter.onRequest(exchange);
    exchange.fail(GatewayError.client(401, "no_credentials"));
    filter.onResponse(exchange);

    assertThat(exchange.responseHeader("retry-after")).isNull();
  }

  @Test
  void givesThePlaceOfAProbeBackWhoseClientLeft() {
    CircuitBreaker filter = filter(100, 1);
    respond(filter, 500);
    clock.advance(Duration.ofSeconds(30));
    FakeExchange probe = new FakeExchange();
    filter.onRequest(probe);
    assertThat(respond(filter, 200).withheld()).isNotNull();
    filter.onComplete(probe);

    assertThat(respond(filter, 200).withheld()).isNull();
    assertThat(state()).isZero();
  }

  @Test
  void goesOnAfterAReload() {
    respond(filter(100, 1), 500);

    CircuitBreakerConfig next = config(100, 50, Scope.ROUTE);
    CircuitBreaker filter = (CircuitBreaker) new CircuitBreakerFactory().create(next, chain());
    assertThat(respond(filter, 200).withheld()).isNotNull();
  }

  /** The probe of the one must not be the one probe that the other waits for. */
  @Test
  void twoInOneChainBothCloseAgain() {
    CircuitBreaker front = filter(100, 1);
    CircuitBreaker back = filter(100, 1);
    passBoth(front, back, 500);
    clock.advance(Duration.ofSeconds(30));

    assertThat(passBoth(front, back, 200).withheld()).isNull();
    assertThat(passBoth(front, back, 200).withheld()).isNull();
    assertThat(state()).isZero();
  }

  private static FakeExchange passBoth(CircuitBreaker front, CircuitBreaker back, int status) {
    FakeExchange exchange = new FakeExchange();
    front.onRequest(exchange);
    back.onRequest(exchange);
    GatewayError why = exchange.withheld();
    if (why == null) {
      exchange.status(status);
    } else {
      exchange.fail(why);
    }
    back.onResponse(exchange);
    front.onResponse(exchange);
    back.onComplete(exchange);
    front.onComplete(exchange);
    return exchange;
  }

  @Test
  void longestOpenDurationIsToldAsItIs() {
    CircuitBreakerConfig longest =
        new CircuitBreakerConfig(
            100,
            100,
            null,
            1,
            Duration.ofSeconds(10),
            Duration.ofNanos(Long.MAX_VALUE),
            1,
            List.of(StatusRange.parse("500-599")),
            Scope.ROUTE,
            Duration.ZERO);
    CircuitBreaker filter = (CircuitBreaker) new CircuitBreakerFactory().create(longest, context);
    respond(filter, 500);
    FakeExchange exchange = new FakeExchange();
    filter.onRequest(exchange);
    exchange.fail(Objects.requireNonNull(exchange.withheld()));
    filter.onResponse(exchange);

    assertThat(exchange.responseHeader("retry-after")).isEqualTo("9223372037");
  }

  @Test
  void countsItsTransitions() {
    CircuitBreaker filter = filter(100, 1);
    respond(filter, 500);
    clock.advance(Duration.ofSeconds(30));
    assertThat(state()).isEqualTo(2);
    respond(filter, 200);

    for (String to : List.of("open", "half_open", "closed")) {
      assertThat(meters.get("sluice.breaker.transitions").tags("route", "users", "to", to))
          .extracting(search -> search.counter().count())
          .isEqualTo(1.0);
    }
  }

  @Test
  void takesItsMetersAway() {
    filter(50, 1);
    assertThat(meters.getMeters()).hasSize(4);
    all.values().forEach(Kept::close);

    assertThat(meters.getMeters()).isEmpty();
  }

  @Test
  void needsOneUpstreamForTheScopeOfUpstreams() {
    ChainContext split = FakeExchange.context();
    CircuitBreakerConfig config = config(50, 1, Scope.UPSTREAM);

    assertThatThrownBy(() -> new CircuitBreakerFactory().create(config, split))
        .hasMessage(
            "scope: upstream (expected: route; this route does not have one upstream alone)");
  }
}
