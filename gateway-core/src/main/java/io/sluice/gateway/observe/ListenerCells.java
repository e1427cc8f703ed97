package io.sluice.gateway.observe;

import io.prometheus.metrics.model.snapshots.Labels;

/** What is counted for one listener. */
final class ListenerCells implements Collected {
  static final int ACTIVE = 0;
  static final int ACCEPTED = 1;
  static final int REFUSED = 2;
  static final int IDLE = 3;

  private final String listener;
  private final WorkerCells cells;

  ListenerCells(String listener, int workers) {
    this.listener = listener;
    this.cells = new WorkerCells(workers);
  }

  void add(int worker, int cell, long amount) {
    cells.add(worker, cell, amount);
  }

  @Override
  public void collect(Scrape scrape) {
    Labels side = Labels.of("side", "client", "listener", listener);
    scrape.gauge(Family.CONNECTIONS, cells.sum(ACTIVE), side.add("state", "active"));
    scrape.gauge(Family.CONNECTIONS, cells.sum(IDLE), side.add("state", "idle"));
    Family attempts = Family.CONNECTION_ATTEMPTS;
    scrape.counter(attempts, cells.sum(ACCEPTED), side.add("outcome", "accepted"));
    scrape.counter(attempts, cells.sum(REFUSED), side.add("outcome", "refused"));
  }
}
