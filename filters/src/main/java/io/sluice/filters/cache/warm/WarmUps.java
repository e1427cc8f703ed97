package io.sluice.filters.cache.warm;

import io.sluice.gateway.api.Network;
import io.sluice.gateway.api.Ticker;
import io.sluice.gateway.api.WarmUp;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The warm-ups of a gateway's cache, one at a time. Each sends the requests of its list to the
 * gateway's own first listener, so that they take the way of any client's: routes, filters and the
 * cache's own rules decide what is stored. Any thread; nothing waits.
 */
public final class WarmUps implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final Supplier<Network> network;
  private final Ticker ticker;
  private final Duration timeout;
  private final AtomicReference<@Nullable WarmRun> last = new AtomicReference<>();
  private volatile boolean closed; // written once, by whoever closes it

  /**
   * @param network asked once a warm-up begins
   */
  public WarmUps(Supplier<Network> network, Ticker ticker) {
    this(network, ticker, TIMEOUT);
  }

  /**
   * @param timeout of one address, until its answer is complete
   */
  WarmUps(Supplier<Network> network, Ticker ticker, Duration timeout) {
    this.network = network;
    this.ticker = ticker;
    this.timeout = timeout;
  }

  /**
   * Begins one.
   *
   * @param urls any texts; those that are no addresses count as failed
   * @return false when another one runs, or the gateway ends: then nothing has begun
   */
  public boolean begin(List<String> urls) {
    WarmRun before = last.get();
    if (closed || (before != null && before.progress().running())) {
      return false;
    }
    WarmRun next = new WarmRun(urls, network, ticker, timeout);
    if (!last.compareAndSet(before, next)) {
      return false; // another thread was first
    }
    start(next);
    return true;
  }

  /** The same in place of one that runs, which is given up. */
  public void restart(List<String> urls) {
    if (!closed) {
      WarmRun next = new WarmRun(urls, network, ticker, timeout);
      WarmRun before = last.getAndSet(next);
      if (before != null) {
        before.cancel();
      }
      start(next);
    }
  }

  private void start(WarmRun run) {
    run.start();
    if (closed) { // meanwhile, and the one that closed it may have seen the run before
      run.cancel();
    }
  }

  /** How far the last one is; null when there was none yet. */
  public @Nullable WarmUp last() {
    WarmRun run = last.get();
    return run == null ? null : run.progress();
  }

  /** Gives up the one that runs, and begins none any more. */
  @Override
  public void close() {
    closed = true;
    WarmRun run = last.get();
    if (run != null) {
      run.cancel();
    }
  }
}
