package io.sluice.loadbalancer;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Takes endpoints in the order of a {@link SmoothSchedule}: one atomic add and one array read.
 *
 * <p>When the endpoint whose turn it is cannot be taken, the turn is given to one of the others in
 * proportion to their weights, not to the next in the schedule: a heavy endpoint is always followed
 * by the same few, and they would get all of its traffic. That costs two scans of the endpoints,
 * for those selections only.
 */
final class RoundRobinBalancer<E extends Endpoint> implements LoadBalancer<E> {

  /**
   * 2^64 divided by the golden ratio: the multiples of it, as fractions of 2^64, are spread evenly,
   * however many are taken.
   */
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private final WeightedEndpoints<E> endpoints;
  private final int[] schedule;

  /** Written by every worker; only its atomicity matters, it orders nothing else. */
  private final AtomicLong turn = new AtomicLong();

  /** Turns given to another endpoint; as {@link #turn}. */
  private final AtomicLong reassigned = new AtomicLong();

  RoundRobinBalancer(WeightedEndpoints<E> endpoints) {
    this.endpoints = endpoints;
    this.schedule = SmoothSchedule.of(endpoints.weights());
  }

  @Override
  public @Nullable E select(Selection selection) {
    if (schedule.length == 0) {
      return null;
    }
    int next = schedule[(int) (turn.getAndIncrement() % schedule.length)];
    long now = selection.nowNanos();
    if (endpoints.usable(next, selection, now)) {
      return endpoints.get(next);
    }
    int other = endpoints.choose(selection, now, reassigned.getAndIncrement() * GOLDEN);
    return endpoints.get(other < 0 ? next : other);
  }
}
