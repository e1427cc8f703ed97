package io.sluice.gateway.observe;

import io.sluice.gateway.config.AccessLogConfig;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One line for each exchange, written off the event loops. Under a slow disk it loses lines, and
 * counts them in {@code sluice_access_log_dropped_total}, rather than hold a worker up. Paths and
 * queries are logged as they came: a secret in a query ends up here. Opened by {@link AccessLogs}.
 */
public final class AccessLog implements AutoCloseable {
  private static final Duration DRAIN = Duration.ofSeconds(5);

  private final AccessLogConfig config;
  private final @Nullable LogWriter writer;

  /**
   * A log that is open.
   *
   * @param writer started; null: keeps nothing
   */
  AccessLog(AccessLogConfig config, @Nullable LogWriter writer) {
    this.config = config;
    this.writer = writer;
  }

  /** A log that keeps nothing. */
  public static AccessLog off() {
    return new AccessLog(new AccessLogConfig(true, "json", "-", 64), null);
  }

  /** What it was opened for. */
  AccessLogConfig config() {
    return config;
  }

  /** Whether it keeps anything: when not, spare the entry. */
  public boolean enabled() {
    return writer != null;
  }

  /** Takes an entry, or drops and counts it; from any thread, never blocks. */
  public void record(AccessEntry entry) {
    if (writer != null) {
      writer.offer(entry);
    }
  }

  /** Opens the file's path anew before the next line, after a log rotation; returns at once. */
  public void reopen() {
    if (writer != null) {
      writer.reopen();
    }
  }

  /** {@link #close(Duration)} with five seconds. */
  @Override
  public void close() {
    close(DRAIN);
  }

  /**
   * Writes what is queued, then closes the file; waits, so never on an event loop. Lines that are
   * not written by the deadline are lost, and what comes later is dropped and counted.
   */
  public void close(Duration deadline) {
    if (writer != null) {
      writer.close(deadline);
    }
  }
}
