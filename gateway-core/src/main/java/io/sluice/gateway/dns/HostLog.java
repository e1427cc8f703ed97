package io.sluice.gateway.dns;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says which names DNS fails for, once, and when that is over; ten a minute at most, since an
 * outage concerns all names. Confined to its cache's loop.
 */
final class HostLog {
  private static final Logger LOG = LoggerFactory.getLogger(HostResolver.class);
  private static final long WINDOW_NANOS = TimeUnit.MINUTES.toNanos(1);
  static final int MOST_IN_WINDOW = 10;
  private static final int MOST_REMEMBERED = 1000;

  private final LongSupplier clock;
  private final Set<String> shown = new HashSet<>();
  private long windowBegan;
  private int inWindow;

  HostLog(LongSupplier clock) {
    this.clock = clock;
    this.windowBegan = clock.getAsLong();
  }

  void failing(String name, String detail, boolean kept) {
    long now = clock.getAsLong();
    if (now - windowBegan >= WINDOW_NANOS) {
      windowBegan = now;
      inWindow = 0;
    }
    if (inWindow == MOST_IN_WINDOW || shown.size() == MOST_REMEMBERED) {
      return;
    }
    inWindow++;
    shown.add(name);
    String use = kept ? "its last addresses stay in use" : "nothing is known of it";
    String more = inWindow == MOST_IN_WINDOW ? "; others are not shown for a while" : "";
    LOG.warn("DNS, asked for {}: {} ({}{})", name, detail, use, more);
  }

  void ended(String name) {
    if (shown.remove(name)) {
      LOG.info("DNS answers again for {}", name);
    }
  }
}
