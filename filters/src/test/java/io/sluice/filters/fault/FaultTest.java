package io.sluice.filters.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.util.AsciiString;
import io.sluice.filters.fake.FakeExchange;
import io.sluice.filters.meter.RouteCounters;
import io.sluice.gateway.api.ChainContext;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.api.Verdict;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultTest {
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final ChainContext context = new ChainContext("test", meters, () -> 0);
  private final RouteCounters counters =
      RouteCounters.of(context, "sluice.faults", "For tests", "kind", "delay", "abort");

  FaultTest() {
    counters.adopted();
  }

  private Fault aborting(double percent, int status, String header, Random random) {
    return new Fault(
        null,
        new FaultConfig.Abort(percent, status),
        header == null ? null : AsciiString.of(header),
        random::nextDouble,
        counters,
        context.slot());
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "0.5, 500", "25, 25000", "99.9, 99900", "100, 100000"})
  void hitsItsShareOfTheRequests(double percent, int expected) {
    Fault fault = aborting(percent, 503, null, new Random(1));
    for (int i = 0; i < 100_000; i++) {
      fault.onRequest(new FakeExchange());
    }

    assertThat(meters.get("sluice.faults").tags("route", "test", "kind", "abort").counter().count())
        .isBetween(expected * 0.9, Math.min(100_000, expected * 1.1));
  }

  @Test
  void failsInTheOriginsName() {
    FakeExchange exchange = new FakeExchange();

    assertThat(aborting(100, 418, null, new Random(1)).onRequest(exchange)).isEqualTo(Verdict.DONE);

    GatewayError error = exchange.error();
    assertThat(error).isNotNull();
    assertThat(error.status() + " " + error.reason()).isEqualTo("418 fault_injected");
    assertThat(error.origin()).isEqualTo(GatewayError.Origin.UPSTREAM);
    assertThat(exchange.notes()).containsExactly("fault=abort");
  }

  @Test
  void hitsOnlyWhoCarriesItsField() {
    Fault fault = aborting(100, 503, "x-drill", new Random(1));

    assertThat(fault.onRequest(new FakeExchange())).isEqualTo(Verdict.CONTINUE);
    assertThat(fault.onRequest(new FakeExchange().request("X-Drill", ""))).isEqualTo(Verdict.DONE);
  }

  @Test
  void playsNoOriginThatIsNotAsked() {
    FakeExchange exchange = new FakeExchange();
    exchange.withhold(GatewayError.gateway(503, "breaker_open"));

    assertThat(aborting(100, 503, null, new Random(1)).onRequest(exchange))
        .isEqualTo(Verdict.CONTINUE);
  }

  @Test
  void hasToDoSomething() {
    assertThatThrownBy(() -> new FaultFactory().create(new FaultConfig(null, null, null), context))
        .hasMessage("delay: none (expected: one here or in abort)");
  }
}
