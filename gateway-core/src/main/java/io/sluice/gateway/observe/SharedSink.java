package io.sluice.gateway.observe;

import java.io.IOException;

/**
 * One file that several logs write to: a reload that changes the format keeps the path, and
 * exchanges that began before it still write lines of the old form. Batches of whole lines take
 * turns, and the file is closed with the last log. Any thread; writers wait for each other, as they
 * would for the disk.
 */
final class SharedSink implements LogSink {
  private final LogSink sink;
  private int logs = 1; // guarded by this, as is the sink

  /** For one log; it closes {@code sink}. */
  SharedSink(LogSink sink) {
    this.sink = sink;
  }

  /** One more log writes to it; false when it is closed already. */
  synchronized boolean join() {
    if (logs == 0) {
      return false;
    }
    logs++;
    return true;
  }

  @Override
  public synchronized void write(byte[] lines) throws IOException {
    sink.write(lines);
  }

  @Override
  public synchronized void reopen() throws IOException {
    sink.reopen();
  }

  /** One log writes no more. */
  @Override
  public synchronized void close() throws IOException {
    logs--;
    if (logs == 0) {
      sink.close();
    }
  }

  synchronized boolean isClosed() {
    return logs == 0;
  }
}
