package io.sluice.gateway.testkit;

import io.sluice.gateway.api.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A clock that stands still until it is moved; may be used by several threads.
 *
 * <pre>{@code
 * ManualTicker clock = new ManualTicker();
 * try (FilterTester tester = FilterTester.of(new Teapot(), "path: /tea", clock)) {
 *   tester.request("GET", "/").send();
 *   clock.advance(Duration.ofMinutes(5));
 *   tester.request("GET", "/").send();
 * }
 * }</pre>
 */
public final class ManualTicker implements Ticker {
  private final AtomicLong nanos;

  /** Starts at an arbitrary time. */
  public ManualTicker() {
    this(1_000_000_000L);
  }

  /** Starts at {@code nanos}: a value near {@link Long#MAX_VALUE} tests the overflow. */
  public ManualTicker(long nanos) {
    this.nanos = new AtomicLong(nanos);
  }

  /** Moves the time on. */
  public void advance(Duration by) {
    nanos.addAndGet(by.toNanos());
  }

  @Override
  public long nanos() {
    return nanos.get();
  }
}
