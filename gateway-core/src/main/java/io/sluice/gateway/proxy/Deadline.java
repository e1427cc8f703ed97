package io.sluice.gateway.proxy;

import io.sluice.gateway.event.Timeout;
import io.sluice.gateway.event.Worker;
import java.util.concurrent.TimeUnit;

/** The route's {@code timeout.request}: how long the whole of an exchange may take. */
final class Deadline extends Timeout {
  /** How long a filter may pause an exchange whose route sets no deadline. */
  private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final ExchangeState exchange;
  private final Worker worker;
  private long startedAt;
  private long nanos; // 0 = for ever

  Deadline(ExchangeState exchange, Worker worker) {
    this.exchange = exchange;
    this.worker = worker;
  }

  /** Begins, or begins anew with another limit. */
  void begin(long start, long requestNanos) {
    cancel();
    startedAt = start;
    nanos = requestNanos;
    if (nanos > 0) {
      worker.timers().start(this, startedAt, nanos);
    }
  }

  /** The limit in nanoseconds; 0 = for ever. */
  long nanos() {
    return nanos;
  }

  /** Nanoseconds left, 0 when none; {@link Long#MAX_VALUE} without a limit. */
  long remaining() {
    return nanos == 0 ? Long.MAX_VALUE : Math.max(0, startedAt + nanos - worker.nanos());
  }

  /** A filter has paused the exchange. */
  void paused() {
    if (nanos == 0) {
      worker.timers().start(this, LONGEST_PAUSE_NANOS);
    }
  }

  /** It goes on. */
  void resumed() {
    if (nanos == 0) {
      cancel();
    }
  }

  @Override
  protected void expired() {
    if (nanos > 0) {
      worker.timers().start(this, nanos); // filters may hold up the answer to that too
    }
    exchange.onDeadline();
  }
}
