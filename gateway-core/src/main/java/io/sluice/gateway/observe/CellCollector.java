package io.sluice.gateway.observe;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;

/** Brings the worker cells into the registry's scrape. */
final class CellCollector implements MultiCollector {
  private final List<Held<?, ? extends Collected>> held;
  private final WorkerMetrics[] workers;

  CellCollector(List<Held<?, ? extends Collected>> held, WorkerMetrics[] workers) {
    this.held = held;
    this.workers = workers;
  }

  @Override
  public MetricSnapshots collect() {
    Scrape scrape = new Scrape();
    held.forEach(group -> group.forEach(cells -> cells.collect(scrape)));
    for (WorkerMetrics worker : workers) {
      worker.collect(scrape);
    }
    return scrape.snapshots();
  }
}
