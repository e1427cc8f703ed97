package io.sluice.loadbalancer.group;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * What becomes of a group's endpoints, for the log: 30 lines a minute at most, however many there
 * are. Guarded by the group's lock.
 */
final class Announcements {
  private static final Logger LOG = LoggerFactory.getLogger(EndpointGroup.class);
  private static final long WINDOW_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final int MOST_IN_WINDOW = 30;

  private final String group;
  private final LongSupplier clock;
  private long windowBegan;
  private int inWindow;
  private long unsaid;

  Announcements(String group, LongSupplier clock) {
    this.group = group;
    this.clock = clock;
    this.windowBegan = clock.getAsLong();
  }

  /** Says it: as a warning when it is bad. */
  void say(boolean bad, String what) {
    long now = clock.getAsLong();
    if (now - windowBegan >= WINDOW_NANOS) {
      windowBegan = now;
      inWindow = 0;
    }
    if (inWindow == MOST_IN_WINDOW) {
      unsaid++;
      return;
    }
    inWindow++;
    String more = unsaid == 0 ? "" : " (and " + unsaid + " more lines not shown)";
    unsaid = 0;
    LOG.atLevel(bad ? Level.WARN : Level.INFO).log("upstream {}: {}{}", group, what, more);
  }
}
