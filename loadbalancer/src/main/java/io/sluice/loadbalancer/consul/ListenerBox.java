package io.sluice.loadbalancer.consul;

import io.sluice.loadbalancer.Discovery;
import io.sluice.loadbalancer.SourceStatus;
import io.sluice.loadbalancer.Target;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One subscription: calls its listener one list at a time, the newest one, without a lock held. Who
 * finds another thread calling leaves the list to it.
 */
final class ListenerBox implements Discovery.Subscription {
  private static final Logger LOG = LoggerFactory.getLogger(ConsulDiscovery.class);

  private enum State {
    IDLE,
    CALLING,
    CLOSED
  }

  private final Consumer<? super List<Target>> listener;
  private final Consumer<ListenerBox> onClose;
  private final Supplier<SourceStatus> status;
  private final AtomicReference<@Nullable List<Target>> newest = new AtomicReference<>();
  private final AtomicInteger tellings = new AtomicInteger();
  private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);

  ListenerBox(
      Consumer<? super List<Target>> listener,
      Consumer<ListenerBox> onClose,
      Supplier<SourceStatus> status) {
    this.listener = listener;
    this.onClose = onClose;
    this.status = status;
  }

  /**
   * Puts a list in; its watch does that under its lock, so that a newer one stays the newer one.
   */
  void put(List<Target> list) {
    newest.set(list);
  }

  /** Tells what was put, unless it is told already. */
  void tell() {
    int seen = tellings.incrementAndGet();
    if (seen != 1) {
      return;
    }
    do {
      List<Target> list = newest.getAndSet(null);
      if (list != null && state.compareAndSet(State.IDLE, State.CALLING)) {
        call(list);
        state.compareAndSet(State.CALLING, State.IDLE);
      }
      seen = tellings.addAndGet(-seen);
    } while (seen != 0);
  }

  private void call(List<Target> list) {
    try {
      listener.accept(list);
    } catch (RuntimeException | Error e) {
      LOG.error("Consul: a listener failed, which it must not", e);
    }
  }

  @Override
  public SourceStatus status() {
    return status.get();
  }

  @Override
  public void close() {
    if (state.getAndSet(State.CLOSED) != State.CLOSED) {
      onClose.accept(this);
    }
  }
}
