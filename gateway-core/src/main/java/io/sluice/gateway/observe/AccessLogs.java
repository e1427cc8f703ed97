package io.sluice.gateway.observe;

import io.sluice.gateway.api.Ticker;
import io.sluice.gateway.config.AccessLogConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The access logs of one gateway over its reloads. Control thread. */
public final class AccessLogs {
  private final Metrics metrics;
  private final Map<String, SharedSink> sinks = new HashMap<>(); // by path; some are closed

  public AccessLogs(Metrics metrics) {
    this.metrics = metrics;
  }

  /**
   * The log for {@code config}: {@code running} with its file opened anew, as a log rotation wants
   * it, or another one whose thread is started. What runs goes on.
   *
   * @throws IllegalArgumentException when the format is none
   * @throws IOException when the file cannot be opened, as {@code access_log.path: ...}
   */
  public AccessLog open(AccessLogConfig config, @Nullable AccessLog running) throws IOException {
    if (running != null && running.config().equals(config)) {
      running.reopen();
      return running;
    }
    if (config.off()) {
      return new AccessLog(config, null);
    }
    LineFormat format = LineFormat.of(config.format());
    SharedSink joined = joined(config.path());
    LogWriter writer =
        new LogWriter(
            format,
            joined == null ? opened(config.path()) : joined,
            config.queueSize(),
            metrics.accessLogDropped(),
            Ticker.system());
    writer.start();
    if (joined != null) {
      writer.reopen();
    }
    return new AccessLog(config, writer);
  }

  /**
   * Refuses what is no format.
   *
   * @throws IllegalArgumentException naming what is wrong with it
   */
  public static void checkFormat(String format) {
    LineFormat.of(format);
  }

  /**
   * Refuses a path where no file can be.
   *
   * @throws IllegalArgumentException naming what is wrong with it
   */
  public static void checkPath(String text) {
    if (text.equals("-")) {
      return;
    }
    Path path = Path.of(text);
    if (Files.isDirectory(path)) {
      throw new IllegalArgumentException(text + " (expected: a file, not a directory)");
    }
    Path folder = path.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      throw new IllegalArgumentException(
          text + " (expected: a file in a directory that exists; " + folder + " does not)");
    }
  }

  /** Whether {@link #checkFormat} and {@link #checkPath} have nothing to say that counts. */
  public static boolean isUsable(AccessLogConfig config) {
    try {
      checkFormat(config.format());
      if (!config.off()) {
        checkPath(config.path());
      }
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** The file at that path that a running log writes to; null when none does. */
  private @Nullable SharedSink joined(String path) {
    SharedSink open = sinks.get(key(path));
    return open != null && open.join() ? open : null;
  }

  private SharedSink opened(String path) throws IOException {
    try {
      SharedSink opened = new SharedSink(LogSink.open(path));
      sinks.values().removeIf(SharedSink::isClosed);
      sinks.put(key(path), opened);
      return opened;
    } catch (IOException e) {
      throw new IOException("access_log.path: " + e.getMessage(), e);
    }
  }

  private static String key(String path) {
    return path.equals("-") ? path : Path.of(path).toAbsolutePath().normalize().toString();
  }
}
