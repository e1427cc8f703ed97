package io.sluice.gateway.observe;

import io.prometheus.metrics.model.snapshots.Labels;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is counted for one route, whatever upstream it goes to. */
final class RouteCells implements Collected {
  private static final int INFLIGHT = 0;
  private static final int DURATION = 1;
  private static final int ERRORS = DURATION + Histogram.CELLS;
  private static final int LOCAL = ERRORS + 1;

  private final String route;
  private final WorkerCells cells;
  private final Histogram duration;
  private final ReasonCells localReplies;

  RouteCells(String route, int workers) {
    this.route = route;
    this.cells = new WorkerCells(workers);
    this.duration = new Histogram(cells, DURATION);
    this.localReplies = new ReasonCells(workers);
  }

  void started(int worker) {
    cells.add(worker, INFLIGHT, 1);
  }

  void completed(int worker, int status, long nanos) {
    cells.add(worker, INFLIGHT, -1);
    duration.record(worker, nanos);
    if (status >= 500) {
      cells.add(worker, ERRORS, 1);
    }
  }

  Figures figures(@Nullable Double lag) {
    List<Long> counts = duration.counts();
    return new Figures(
        counts.stream().mapToLong(Long::longValue).sum(),
        cells.sum(ERRORS),
        cells.sum(LOCAL),
        cells.sum(INFLIGHT),
        Histogram.bounds(),
        counts,
        lag);
  }

  void localReply(int worker, String reason) {
    localReplies.increment(worker, reason);
    cells.add(worker, LOCAL, 1);
  }

  @Override
  public void collect(Scrape scrape) {
    Labels labels = Labels.of("route", route);
    if (cells.size() > 0) {
      scrape.gauge(Family.INFLIGHT, cells.sum(INFLIGHT), labels);
      scrape.histogram(Family.REQUEST_DURATION, duration, labels);
    }
    localReplies.forEach(
        (reason, count) ->
            scrape.counter(Family.LOCAL_REPLIES, count, labels.add("reason", reason)));
  }
}
