package io.sluice.filters.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class OutageTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final Outage outage = new Outage(3);

  @Test
  void triesBecomeRarerUpToABound() {
    for (int seconds : new int[] {1, 2, 4, 8, 8, 8}) {
      outage.failed(0);
      assertThat(outage.retryNanos()).isEqualTo(seconds * SECOND);
    }
    outage.ended();
    outage.failed(0);
    assertThat(outage.retryNanos()).isEqualTo(SECOND);
  }

  @Test
  void theLogHearsOfItOnceAMinute() {
    assertThat(outage.failed(-7)).isTrue();
    assertThat(outage.failed(59 * SECOND)).isFalse();
    assertThat(outage.failed(60 * SECOND)).isTrue();
    assertThat(outage.failed(61 * SECOND)).isFalse();
  }

  @Test
  void theLogHearsOfTheNextOneAtOnce() {
    outage.failed(0);
    assertThat(outage.ended()).isTrue();
    assertThat(outage.ended()).isFalse();
    assertThat(outage.failed(1)).isTrue();
  }
}
