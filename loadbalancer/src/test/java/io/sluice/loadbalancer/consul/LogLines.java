package io.sluice.loadbalancer.consul;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/** What is logged while it is open: of the discovery, or of everything down to the last detail. */
final class LogLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  private final Logger logger;
  private final Level before;

  /** Guarded by this. */
  private final List<String> lines = new ArrayList<>();

  LogLines() {
    this(ConsulDiscovery.class.getName(), Level.INFO);
  }

  private LogLines(String name, Level level) {
    logger = (Logger) LoggerFactory.getLogger(name);
    before = logger.getLevel();
    setContext(logger.getLoggerContext());
    start();
    logger.setLevel(level);
    logger.addAppender(this);
  }

  static LogLines ofEverything() {
    return new LogLines(org.slf4j.Logger.ROOT_LOGGER_NAME, Level.TRACE);
  }

  @Override
  protected void append(ILoggingEvent event) {
    synchronized (this) {
      lines.add(event.getLevel() + " " + event.getFormattedMessage());
      notifyAll();
    }
  }

  synchronized List<String> lines() {
    return List.copyOf(lines);
  }

  synchronized void await(String part) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    try {
      while (lines.stream().noneMatch(line -> line.contains(part))) {
        long left = end - System.nanoTime();
        assertThat(left).as("waiting for '%s' in %s", part, lines).isPositive();
        TimeUnit.NANOSECONDS.timedWait(this, left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    logger.detachAppender(this);
    logger.setLevel(before);
    stop();
  }
}
