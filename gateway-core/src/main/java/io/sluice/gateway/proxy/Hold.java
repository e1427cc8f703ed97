package io.sluice.gateway.proxy;

import io.sluice.gateway.event.Timeout;
import io.sluice.gateway.event.Worker;

/** Holds one side's body back for a time, because a filter says so. Confined to the worker. */
final class Hold extends Timeout {
  /** Bytes that pass at once where a body is held back at times: what makes a slow body even. */
  static final int PIECE = 16 << 10;

  private final Worker worker;
  private final Runnable resume;
  private long until;

  /**
   * @param resume what to do when the time is over
   */
  Hold(Worker worker, Runnable resume) {
    this.worker = worker;
    this.resume = resume;
  }

  /** Holds for so long from now; a longer hold that lasts already goes on. */
  void extend(long nanos) {
    long now = worker.nanos();
    if (nanos <= 0 || (isActive() && until - now >= nanos)) {
      return;
    }
    cancel();
    until = now + nanos;
    worker.timers().start(this, now, nanos);
  }

  @Override
  protected void expired() {
    resume.run();
  }
}
