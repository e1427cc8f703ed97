package io.sluice.gateway.server;

import io.sluice.gateway.observe.ListenerMetrics;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A listener's id and the metrics under it. A reload may give the listener another one; connections
 * count to their end under the one that they were opened with.
 */
final class ListenerName {
  private final String id;
  private final ListenerMetrics metrics;
  private final AtomicInteger open = new AtomicInteger(); // connections; by all workers
  private volatile boolean former; // written once, by the control thread

  ListenerName(String id, ListenerMetrics metrics) {
    this.id = id;
    this.metrics = metrics;
  }

  String id() {
    return id;
  }

  void refused(int worker) {
    metrics.refused(worker);
  }

  void opened(int worker) {
    open.incrementAndGet();
    metrics.accepted(worker);
  }

  void busy(int worker) {
    metrics.busy(worker);
  }

  void idle(int worker) {
    metrics.idle(worker);
  }

  void closed(int worker) {
    metrics.closed(worker);
    if (open.decrementAndGet() == 0 && former) {
      metrics.close();
    }
  }

  /** Gives the metrics up when no connection counts under it any more. Control thread. */
  void retire() {
    former = true;
    if (open.get() == 0) {
      metrics.close();
    }
  }
}
