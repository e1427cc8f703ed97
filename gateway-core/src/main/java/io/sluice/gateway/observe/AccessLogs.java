package io.sluice.gateway.observe;

import io.sluice.gateway.api.Ticker;
import io.sluice.gateway.config.AccessLogConfig;
import io.sluice.gateway.config.ConfigError;
import io.sluice.gateway.config.ConfigErrors;
import io.sluice.gateway.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
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
   * @throws ConfigException when the format is none, or the file's folder is not there
   * @throws IOException when the file cannot be opened, as {@code access_log.path: ...}
   */
  public AccessLog open(AccessLogConfig config, @Nullable AccessLog running)
      throws ConfigException, IOException {
    if (running != null && running.config().equals(config)) {
      running.reopen();
      return running;
    }
    if (config.off()) {
      return new AccessLog(config, null);
    }
    LineFormat format = checked(config);
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
   * Checks a config without opening anything.
   *
   * @throws ConfigException as {@link #open} does
   */
  public static void check(AccessLogConfig config) throws ConfigException {
    checked(config);
  }

  private static LineFormat checked(AccessLogConfig config) throws ConfigException {
    List<ConfigError> errors = new ArrayList<>();
    LineFormat format = null;
    try {
      format = LineFormat.of(config.format());
    } catch (IllegalArgumentException e) {
      errors.add(new ConfigError("access_log.format", String.valueOf(e.getMessage()), 0));
    }
    String problem = config.off() ? null : problem(config.path());
    if (problem != null) {
      errors.add(new ConfigError("access_log.path", problem, 0));
    }
    if (format == null || problem != null) {
      throw new ConfigException(new ConfigErrors(errors));
    }
    return format;
  }

  /** Why there can be no file at that path, or null. */
  private static @Nullable String problem(String text) {
    if (text.equals("-")) {
      return null;
    }
    Path path = Path.of(text);
    if (Files.isDirectory(path)) {
      return text + " (expected: a file, not a directory)";
    }
    Path folder = path.toAbsolutePath().getParent();
    return folder == null || Files.isDirectory(folder)
        ? null
        : text + " (expected: a file in a directory that exists; " + folder + " does not)";
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
