package io.sluice.filters.concurrencylimit;

import io.netty.util.concurrent.Future;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.GatewayError;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One exchange's place at its gate: running, or waiting for its turn. Two may decide about a
 * waiting one at the same time, who hands it a permit and its own event loop, where its time is up
 * or its client gone: the first to move it on from {@link #WAITING} has.
 *
 * <p>All else is of the event loop.
 */
@SuppressWarnings("serial") // never written anywhere
final class Ticket extends AtomicInteger {
  private static final int WAITING = 0;
  private static final int GRANTED = 1;
  private static final int GONE = 2;

  private final Exchange exchange;
  private final Gate gate;
  private final Gates gates;
  private long admittedAt;
  private long tookNanos = -1;
  private boolean dropped;
  private @Nullable Future<?> timeout;

  Ticket(Exchange exchange, Gate gate, Gates gates) {
    this.exchange = exchange;
    this.gate = gate;
    this.gates = gates;
  }

  /** It need not wait. */
  void admitted(long now) {
    setPlain(GRANTED);
    admittedAt = now;
  }

  /** Waits for its turn, and is refused after {@code nanos}. */
  void waits(long nanos, GatewayError refused) {
    timeout = exchange.executor().schedule(() -> onTimeout(refused), nanos, TimeUnit.NANOSECONDS);
  }

  /** Whether it took the permit that it is handed. Any thread. */
  boolean grant() {
    if (!compareAndSet(WAITING, GRANTED)) {
      return false;
    }
    exchange.executor().execute(this::onTurn);
    return true;
  }

  private void onTurn() {
    if (get() == GRANTED) {
      cancelTimeout();
      admittedAt = gates.now();
      exchange.resume();
    }
  }

  private void onTimeout(GatewayError refused) {
    if (compareAndSet(WAITING, GONE)) {
      gate.leave(this);
      exchange.note("concurrency_limit=queue_timeout");
      exchange.fail(refused);
    }
  }

  /** The response's head is there. */
  void responded(boolean tells, boolean wasDropped) {
    tookNanos = tells ? gates.now() - admittedAt : -1;
    dropped = wasDropped;
  }

  /** The exchange is over: what it holds or waits for is given up. */
  void end() {
    cancelTimeout();
    if (compareAndSet(WAITING, GONE)) {
      gate.leave(this);
    } else if (compareAndSet(GRANTED, GONE)) {
      long now = gates.now();
      gate.exit(tookNanos, dropped, admittedAt == 0 ? -1 : now - admittedAt);
    }
    gate.unuse();
  }

  private void cancelTimeout() {
    if (timeout != null) {
      timeout.cancel(false);
    }
  }
}
