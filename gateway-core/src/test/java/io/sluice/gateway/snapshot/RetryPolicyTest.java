package io.sluice.gateway.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.client.ClientErrors;
import io.sluice.gateway.config.BackoffConfig;
import io.sluice.gateway.config.RetryConfig;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The wait before another attempt. */
class RetryPolicyTest {
  private static RetryPolicy policy(long baseMillis, long maxMillis) {
    return RetryPolicy.of(
        new RetryConfig(
            10,
            List.of("reset", "503"),
            List.of("GET"),
            Duration.ZERO,
            new BackoffConfig(Duration.ofMillis(baseMillis), Duration.ofMillis(maxMillis)),
            20));
  }

  @ParameterizedTest(name = "before attempt {2}: up to {3} ms")
  @CsvSource({
    "25, 250, 2,  25",
    "25, 250, 3,  50",
    "25, 250, 4,  100",
    "25, 250, 5,  200",
    "25, 250, 6,  250",
    "25, 250, 99, 250",
    "25, 25,  3,  25",
    "0,  0,   2,  0",
    "0,  50,  5,  0",
    "3600000, 3600000, 60, 3600000"
  })
  void doublesUpToABoundWithFullJitter(long base, long max, int attempt, long ceilingMillis) {
    RetryPolicy policy = policy(base, max);
    SplittableRandom random = new SplittableRandom(42);
    long ceiling = Duration.ofMillis(ceilingMillis).toNanos();
    long least = Long.MAX_VALUE;
    long most = 0;
    for (int i = 0; i < 1000; i++) {
      long wait = policy.backoffNanos(attempt, random);
      least = Math.min(least, wait);
      most = Math.max(most, wait);
    }
    assertThat(most).isBetween(ceiling * 9 / 10, ceiling);
    assertThat(least).isBetween(0L, ceiling / 10);
  }

  @Test
  void withoutAPolicyOnlyWhatWasNeverSentIsRepeated() {
    assertThat(RetryPolicy.DEFAULT.attempts()).isEqualTo(1);
    assertThat(RetryPolicy.DEFAULT.mayRepeat("GET")).isFalse();
    assertThat(RetryPolicy.DEFAULT.onStatus(503)).isFalse();
    assertThat(RetryPolicy.DEFAULT.wants(ClientErrors.RESET, "GET", true)).isFalse();
    assertThat(RetryPolicy.DEFAULT.wants(ClientErrors.REFUSED, "POST", false)).isTrue();
  }
}
