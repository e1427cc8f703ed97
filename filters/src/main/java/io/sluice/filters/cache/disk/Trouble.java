package io.sluice.filters.cache.disk;

import io.sluice.gateway.api.Ticker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Failures of the disk: the log hears of them once a minute, and after some in a row the disk is
 * left alone for a while. Any thread.
 */
final class Trouble {
  static final int IN_A_ROW = 3;
  static final long OFF_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final Logger LOG = LoggerFactory.getLogger(DiskTier.class);
  private static final long LOG_GAP = TimeUnit.MINUTES.toNanos(1);

  private final Path path;
  private final Ticker ticker;
  private final LongAdder failures = new LongAdder();
  private boolean logged; // guarded by this
  private long loggedAt; // guarded by this
  private volatile int inARow; // written under this
  private volatile long offUntil; // the same

  Trouble(Path path, Ticker ticker) {
    this.path = path;
    this.ticker = ticker;
  }

  /** Whether the disk is to be left alone. */
  boolean isOff() {
    return inARow >= IN_A_ROW && ticker.nanos() - offUntil < 0;
  }

  synchronized void failed(IOException cause) {
    failures.increment();
    long now = ticker.nanos();
    if (!logged || now - loggedAt >= LOG_GAP) {
      logged = true;
      loggedAt = now;
      LOG.warn(
          "cache on disk, {}: what cannot be read counts as not there: {}", path, cause.toString());
    }
    offUntil = now + OFF_NANOS;
    inARow = Math.min(IN_A_ROW, inARow + 1);
  }

  void worked() {
    if (inARow > 0) {
      ended();
    }
  }

  private synchronized void ended() {
    inARow = 0;
  }

  long failures() {
    return failures.sum();
  }
}
