package io.sluice.loadbalancer.consul;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warnings about Consul: the same one once in 10 minutes, and ten a minute in all, however many
 * services are concerned. Any thread.
 */
final class TroubleLog {
  private static final Logger LOG = LoggerFactory.getLogger(ConsulDiscovery.class);
  private static final long SAME_AGAIN_NANOS = TimeUnit.MINUTES.toNanos(10);
  private static final long WINDOW_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final int MOST_IN_WINDOW = 10;
  private static final int MOST_REMEMBERED = 4096;

  private final LongSupplier clock;

  /** Guarded by this, as all below. */
  private final Map<String, Long> lastTimes = new HashMap<>();

  private long windowBegan;
  private int inWindow;
  private long suppressed;

  TroubleLog(LongSupplier clock) {
    this.clock = clock;
    this.windowBegan = clock.getAsLong();
  }

  /**
   * Warns, unless the same was said lately.
   *
   * @param same what makes it the same
   */
  void warn(String same, String message) {
    long unsaid = admit(same);
    if (unsaid == 0) {
      LOG.warn("{}", message);
    } else if (unsaid > 0) {
      LOG.warn("{} (and {} more warnings not shown)", message, unsaid);
    }
  }

  /** What was warned of has ended; says so if the warning was shown. */
  void ended(String same, String message) {
    boolean shown;
    synchronized (this) {
      shown = lastTimes.remove(same) != null;
    }
    if (shown) {
      LOG.info("{}", message);
    }
  }

  /** How many were left unsaid before this one; -1 to leave this one unsaid too. */
  private synchronized long admit(String same) {
    long now = clock.getAsLong();
    Long last = lastTimes.get(same);
    if (last != null && now - last < SAME_AGAIN_NANOS) {
      return -1;
    }
    if (now - windowBegan >= WINDOW_NANOS) {
      windowBegan = now;
      inWindow = 0;
    }
    if (inWindow == MOST_IN_WINDOW) {
      suppressed++;
      return -1;
    }
    inWindow++;
    if (lastTimes.size() == MOST_REMEMBERED) {
      lastTimes.clear();
    }
    lastTimes.put(same, now);
    long unsaid = suppressed;
    suppressed = 0;
    return unsaid;
  }
}
