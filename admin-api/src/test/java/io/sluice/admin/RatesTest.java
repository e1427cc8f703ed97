package io.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.gateway.observe.Figures;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What figures say of the time between two of them. */
class RatesTest {
  private static final double EVER = Double.POSITIVE_INFINITY;

  @Test
  void countsWhatCameBetweenForEachSecond() {
    Figures before = figures(100, 7, 2, 0, 0, 0);
    Figures now = figures(150, 12, 9, 0, 0, 0);
    Rates rates = Rates.between(before, now, 2);
    assertThat(rates.requestsPerSecond()).isEqualTo(25);
    assertThat(rates.errorsPerSecond()).isEqualTo(2.5);
    assertThat(rates.inFlight()).isEqualTo(9);
    assertThat(rates.lag()).isEqualTo(0.25);
  }

  @ParameterizedTest
  @CsvSource({
    // took up to 0.01, 0.1, ever;  p50,    p95,   p99
    "10,  0,  0,                    0.005,  0.0095, 0.0099",
    "50, 50,  0,                    0.01,   0.091,  0.0982",
    " 0,  0, 10,                    0.1,    0.1,    0.1",
    "98,  0,  2,                    0.0051, 0.0097, 0.1",
    " 0,  1,  0,                    0.055,  0.0955, 0.0991"
  })
  void findsPercentilesByInterpolationInBuckets(
      long fast, long slow, long ever, double p50, double p95, double p99) {
    Rates rates =
        Rates.between(figures(0, 0, 0, 5, 5, 5), figures(0, 0, 0, fast + 5, slow + 5, ever + 5), 1);
    assertThat(rates.p50()).isCloseTo(p50, within(1e-4));
    assertThat(rates.p95()).isCloseTo(p95, within(1e-4));
    assertThat(rates.p99()).isCloseTo(p99, within(1e-4));
  }

  @Test
  void knowsNoPercentilesOfNothing() {
    Rates rates = Rates.between(figures(1, 0, 0, 1, 0, 0), figures(1, 0, 0, 1, 0, 0), 1);
    assertThat(rates.p50()).isNull();
    assertThat(rates.p99()).isNull();
  }

  @Test
  void countsThatFellAreNotNegative() {
    Rates rates = Rates.between(figures(9, 9, 0, 9, 9, 9), figures(1, 1, 0, 1, 1, 1), 1);
    assertThat(rates.requestsPerSecond()).isZero();
    assertThat(rates.errorsPerSecond()).isZero();
    assertThat(rates.p50()).isNull();
  }

  static Figures figures(
      long requests, long errors, long inFlight, long fast, long slow, long ever) {
    return new Figures(
        requests, errors, 0, inFlight, List.of(0.01, 0.1, EVER), List.of(fast, slow, ever), 0.25);
  }
}
