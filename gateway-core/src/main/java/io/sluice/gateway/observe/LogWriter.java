package io.sluice.gateway.observe;

import io.micrometer.core.instrument.Counter;
import io.sluice.gateway.api.Ticker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jctools.queues.atomic.MpscAtomicArrayQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The access log's thread and the bounded queue in front of it.
 *
 * <p>Waking a thread costs a system call, which an event loop should not pay for each line. So the
 * writer looks by itself every {@link #NAP_NANOS}, which also makes larger batches, and only after
 * {@link #NAPS} empty looks does it sleep until a producer wakes it. The queue takes what arrives
 * in a nap: 65,536 entries last for six million requests a second.
 */
final class LogWriter {
  private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);
  private static final int BATCH_CHARS = 64 * 1024;
  private static final long NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final int NAPS = 100;

  /** Only a safety net: producers wake the sleeping writer. */
  private static final long SLEEP_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final long COMPLAINT_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final MpscAtomicArrayQueue<AccessEntry> queue;
  private final LineFormat format;
  private final LogSink sink;
  private final Counter dropped;
  private final Ticker ticker;
  private final Thread thread;

  /** Written by the writer, read by producers after their offer. */
  private volatile boolean asleep;

  private volatile boolean reopening;
  private volatile boolean closing;
  private volatile boolean abandoned;

  private final StringBuilder batch = new StringBuilder(BATCH_CHARS);
  private int batchLines;
  private boolean formatFailed;
  private boolean complained;
  private long lastComplaint;

  LogWriter(LineFormat format, LogSink sink, int queueSize, Counter dropped, Ticker ticker) {
    this.queue = new MpscAtomicArrayQueue<>(queueSize);
    this.format = format;
    this.sink = sink;
    this.dropped = dropped;
    this.ticker = ticker;
    this.thread = new Thread(this::run, "sluice-access-log");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Queues an entry or drops and counts it; any thread, never blocks. */
  void offer(AccessEntry entry) {
    if (closing || !queue.offer(entry)) {
      dropped.increment();
    } else if (asleep) {
      LockSupport.unpark(thread);
    }
  }

  void reopen() {
    reopening = true;
    LockSupport.unpark(thread);
  }

  /** Writes what is queued, for so long at most; the calling thread waits. */
  void close(Duration deadline) {
    closing = true;
    LockSupport.unpark(thread);
    try {
      thread.join(Math.max(1, deadline.toMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      abandoned = true;
      LOG.warn("access log: gave up on {} lines that could not be written in time", queue.size());
    }
  }

  private void run() {
    int naps = 0;
    boolean last = false;
    while (!last && !abandoned) {
      // Read before the queue is emptied: what was offered before close() is written.
      last = closing;
      if (writeQueued()) {
        naps = 0;
      } else if (!last) {
        naps = rest(naps);
      }
    }
    for (; queue.poll() != null; dropped.increment()) {}
    attempt("close", sink::close);
  }

  /** Writes all there is; whether there was anything. */
  private boolean writeQueued() {
    boolean any = false;
    while (!abandoned) {
      if (reopening) {
        reopening = false;
        attempt("reopen", sink::reopen);
      }
      fillBatch();
      if (batchLines == 0) {
        return any;
      }
      any = true;
      byte[] lines = batch.toString().getBytes(StandardCharsets.UTF_8);
      if (!attempt("write", () -> sink.write(lines))) {
        dropped.increment(batchLines);
      }
    }
    return any;
  }

  private void fillBatch() {
    batch.setLength(0);
    batchLines = 0;
    while (batch.length() < BATCH_CHARS) {
      AccessEntry entry = queue.poll();
      if (entry == null) {
        return;
      }
      if (appended(entry)) {
        batchLines++;
      } else {
        dropped.increment();
      }
    }
  }

  /** Whether there is a line for the entry: a fault of the format costs one line, not the log. */
  private boolean appended(AccessEntry entry) {
    int start = batch.length();
    try {
      format.append(batch, entry);
      batch.append('\n');
      return true;
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      batch.setLength(start);
      if (!formatFailed) {
        formatFailed = true;
        LOG.error("access log: a line cannot be formatted and is dropped; said once", e);
      }
      return false;
    }
  }

  private int rest(int naps) {
    if (naps < NAPS) {
      LockSupport.parkNanos(this, NAP_NANOS);
      return naps + 1;
    }
    asleep = true;
    // Checked again now that producers can see the flag: one side sees the other.
    if (queue.isEmpty() && !closing && !reopening) {
      LockSupport.parkNanos(this, SLEEP_NANOS);
    }
    asleep = false;
    return naps;
  }

  private interface Disk {
    void run() throws IOException;
  }

  /** A broken disk is said once a minute at most, and costs lines, never a worker. */
  private boolean attempt(String what, Disk operation) {
    try {
      operation.run();
      return true;
    } catch (IOException e) {
      long now = ticker.nanos();
      if (!complained || now - lastComplaint >= COMPLAINT_NANOS) {
        complained = true;
        lastComplaint = now;
        LOG.error("access log: cannot {}: {}", what, e.getMessage());
      }
      return false;
    }
  }
}
