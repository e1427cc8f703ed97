package io.sluice.gateway.observe;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A hold on the metrics of one route and one of its upstreams. All holds on the same route count
 * into the same cells, so an exchange may start with the route's hold without upstream and complete
 * with another's.
 *
 * <p>The counting methods allocate nothing and must be called on the event loop of {@code worker},
 * numbered from 0.
 */
public final class RouteMetrics implements AutoCloseable {
  private final RouteCells route;
  private final TargetCells target;
  private final RouteCells total;
  private final Runnable release;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * @param total of all routes
   */
  RouteMetrics(RouteCells route, TargetCells target, RouteCells total, Runnable release) {
    this.total = total;
    this.route = route;
    this.target = target;
    this.release = release;
  }

  /** An exchange has begun on this route: one more in flight. */
  public void started(int worker) {
    route.started(worker);
    total.started(worker);
  }

  /**
   * An exchange that {@link #started} has ended, on whatever path.
   *
   * @param status what the client got; 0 when it went away before there was one
   * @param durationNanos since the request's head was complete
   */
  public void completed(int worker, int status, long durationNanos) {
    route.completed(worker, status, durationNanos);
    total.completed(worker, status, durationNanos);
    target.completed(worker, status);
  }

  /**
   * The gateway has answered by itself.
   *
   * @param reason the {@code GatewayError}'s stable word; a constant, as its number is bounded
   */
  public void localReply(int worker, String reason) {
    route.localReply(worker, reason);
    total.localReply(worker, reason);
  }

  /**
   * Gives the hold up, when the last exchange of its snapshot has ended; the metrics vanish with
   * the last hold on them. A second call does nothing. Any thread.
   */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      release.run();
    }
  }
}
