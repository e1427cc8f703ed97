package io.sluice.loadbalancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private final Endpoint endpoint = new Endpoint(new Target(new Address("a", 1)));

  @ParameterizedTest
  @ValueSource(longs = {0, 123, Long.MAX_VALUE - 10, Long.MIN_VALUE})
  void coolsLongerWithEachFailedRoundUpToThirtySeconds(long start) {
    long now = start;
    for (int seconds : new int[] {1, 2, 4, 8, 16, 30, 30, 30}) {
      assertThat(endpoint.available(now)).isTrue();
      endpoint.connectFailed(now);
      assertThat(endpoint.available(now)).isFalse();
      assertThat(endpoint.available(now + seconds * SECOND - 1)).isFalse();
      now += seconds * SECOND;
    }
    assertThat(endpoint.available(now)).isTrue();
  }

  @Test
  void failuresWhileItCoolsAreOneOutage() {
    for (int i = 0; i < 100; i++) {
      endpoint.connectFailed(i);
    }
    assertThat(endpoint.available(SECOND)).isTrue();
    endpoint.connectFailed(SECOND);
    assertThat(endpoint.available(3 * SECOND)).isTrue();
  }

  @Test
  void aConnectionThatOpensEndsTheOutage() {
    endpoint.connectFailed(0);
    endpoint.connectFailed(SECOND);
    endpoint.connected();
    assertThat(endpoint.available(SECOND)).isTrue();
    endpoint.connectFailed(SECOND);
    assertThat(endpoint.available(2 * SECOND)).isTrue();
  }

  @Test
  void countsRequestsOfAllThreads() throws InterruptedException {
    Thread[] threads = new Thread[4];
    for (int t = 0; t < threads.length; t++) {
      threads[t] =
          new Thread(
              () -> {
                for (int i = 0; i < 10_000; i++) {
                  endpoint.requestStarted();
                  endpoint.requestStarted();
                  endpoint.requestEnded();
                }
              });
      threads[t].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(endpoint.inFlight()).isEqualTo(40_000);
  }

  @Test
  void takesOverAChangedTargetOfTheSameAddressOnly() {
    Target changed = new Target(new Address("a", 1), 7, "zone-1", Map.of("k", "v"));
    endpoint.target(changed);
    assertThat(endpoint.target()).isSameAs(changed);
    assertThatThrownBy(() -> endpoint.target(new Target(new Address("b", 1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("target: b:1 (expected: a:1)");
  }
}
