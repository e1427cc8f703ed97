package io.sluice.gateway.observe;

import io.sluice.gateway.api.Ticker;
import io.sluice.gateway.config.AccessLogConfig;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One line for each exchange, written off the event loops. Under a slow disk it loses lines, and
 * counts them in {@code sluice_access_log_dropped_total}, rather than hold a worker up. Paths and
 * queries are logged as they came: a secret in a query ends up here.
 */
public final class AccessLog implements AutoCloseable {
  private static final Duration DRAIN = Duration.ofSeconds(5);

  private final @Nullable LogWriter writer;

  private AccessLog(@Nullable LogWriter writer) {
    this.writer = writer;
  }

  /**
   * Opens the log and starts its thread; for the control thread.
   *
   * @throws IOException when the file cannot be opened, as {@code access_log.path: ...}
   * @throws IllegalArgumentException when the format is none, as {@code access_log.format: ...}
   */
  public static AccessLog open(AccessLogConfig config, Metrics metrics) throws IOException {
    if (config.off()) {
      return off();
    }
    LineFormat format = format(config.format());
    LogSink sink;
    try {
      sink = LogSink.open(config.path());
    } catch (IOException e) {
      throw new IOException("access_log.path: " + e.getMessage(), e);
    }
    return open(
        new LogWriter(
            format, sink, config.queueSize(), metrics.accessLogDropped(), Ticker.system()));
  }

  /** A log that keeps nothing. */
  public static AccessLog off() {
    return new AccessLog(null);
  }

  /**
   * Checks {@code access_log.format} without opening anything.
   *
   * @throws IllegalArgumentException as {@link #open} does
   */
  public static void checkFormat(String format) {
    format(format);
  }

  static AccessLog open(LogWriter writer) {
    writer.start();
    return new AccessLog(writer);
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

  private static LineFormat format(String format) {
    try {
      return LineFormat.of(format);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("access_log.format: " + e.getMessage(), e);
    }
  }
}
