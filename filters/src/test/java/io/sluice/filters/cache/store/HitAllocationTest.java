package io.sluice.filters.cache.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sluice.filters.fake.FakeExchange;
import io.sluice.gateway.api.Ticker;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What finding a response leaves to the garbage collector: the key, and nothing else. */
class HitAllocationTest {
  private static final int TIMES = 20_000;

  /** Of the key's two objects and its array, and what starting housekeeping costs at times. */
  private static final int OBJECTS = 80;

  @ParameterizedTest
  @ValueSource(strings = {"", "b=2&a=1&c=3", "utm_source=x&id=5"})
  void isAtMostTheKey(String query) {
    KeyMaker maker = new KeyMaker(KeyRules.PLAIN);
    MemoryTier tier = new MemoryTier(new SimpleMeterRegistry(), Ticker.system(), 1 << 20);
    FakeExchange exchange = new FakeExchange().query(query);
    CacheKey key = maker.of(exchange);
    StoredResponse response = Responses.of("ETag: \"a\"", "body");
    assertThat(tier.keep(key, exchange.requestHeaders(), response, 600_000)).isTrue();
    for (int round = 0; round < 5; round++) { // until it is compiled
      find(tier, maker, exchange);
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    find(tier, maker, exchange);
    long each = (threads.getCurrentThreadAllocatedBytes() - before) / TIMES;
    assertThat(each).isLessThanOrEqualTo(key.text().length() + OBJECTS);
    tier.close();
  }

  private static void find(MemoryTier tier, KeyMaker maker, FakeExchange exchange) {
    for (int i = 0; i < TIMES; i++) {
      if (tier.find(maker.of(exchange), exchange.requestHeaders()) == null) {
        throw new AssertionError("it was there");
      }
    }
  }
}
