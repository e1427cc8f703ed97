package io.sluice.gateway.observe;

import io.prometheus.metrics.model.snapshots.Labels;

/** What is counted for one route and one of its upstreams: the statuses. */
final class TargetCells implements Collected {

  /**
   * @param route id of the route
   * @param upstream id of the upstream, empty for an exchange that reached none
   */
  record Key(String route, String upstream) {}

  private final Key key;
  private final StatusCells statuses;

  TargetCells(Key key, int workers) {
    this.key = key;
    this.statuses = new StatusCells(workers);
  }

  void completed(int worker, int status) {
    statuses.increment(worker, status);
  }

  @Override
  public void collect(Scrape scrape) {
    statuses.forEach(
        (status, count) ->
            scrape.counter(
                Family.REQUESTS,
                count,
                Labels.of("route", key.route, "upstream", key.upstream, "status", status)));
  }
}
