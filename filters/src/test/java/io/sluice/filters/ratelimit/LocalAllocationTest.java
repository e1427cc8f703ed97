package io.sluice.filters.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.sluice.filters.fake.FakeExchange;
import io.sluice.gateway.api.Filter;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a decision that this gateway makes alone leaves to the garbage collector. A few bytes are
 * what starting the housekeeping of keys costs, once in many requests.
 */
class LocalAllocationTest {
  private static final int DECISIONS = 20_000;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{rate: 1000000000/s, headers: false}                                       | 8",
        "{rate: 1000000000/s, headers: false, overrides: {192.0.2.1: {rate: 1000000000/s}}} | 8",
        "{rate: 500000000/s, headers: false, algorithm: sliding_window}             | 8",
        "{rate: 1000000000/s}                                                       | 700",
      })
  void isAtMostTheKeyAndTheFields(String config, long most) throws Exception {
    Filter filter = new Limits().filter(config);
    FakeExchange exchange = new FakeExchange();
    for (int round = 0; round < 5; round++) { // until it is compiled
      decide(filter, exchange);
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    decide(filter, exchange);
    long each = (threads.getCurrentThreadAllocatedBytes() - before) / DECISIONS;
    assertThat(each).isLessThanOrEqualTo(most);
    assertThat(exchange.answers()).isZero();
  }

  private static void decide(Filter filter, FakeExchange exchange) throws Exception {
    for (int i = 0; i < DECISIONS; i++) {
      exchange.responseHeaders().clear();
      filter.onRequest(exchange);
      filter.onComplete(exchange);
    }
  }
}
