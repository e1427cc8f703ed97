package io.sluice.loadbalancer;

import java.util.List;
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

  private final List<E> endpoints;
  private final int[] weights;
  private final int[] schedule;

  /** Written by every worker; only its atomicity matters, it orders nothing else. */
  private final AtomicLong turn = new AtomicLong();

  /** Turns given to another endpoint; as {@link #turn}. */
  private final AtomicLong reassigned = new AtomicLong();

  RoundRobinBalancer(List<E> endpoints, int[] weights) {
    this.endpoints = List.copyOf(endpoints);
    this.weights = weights;
    this.schedule = SmoothSchedule.of(weights);
  }

  @Override
  public @Nullable E select(Selection selection) {
    if (schedule.length == 0) {
      return null;
    }
    E next = endpoints.get(schedule[(int) (turn.getAndIncrement() % schedule.length)]);
    long now = selection.nowNanos();
    if (next.available(now) && !selection.excluded(next)) {
      return next;
    }
    E other = reassign(selection, now);
    return other == null ? next : other;
  }

  private @Nullable E reassign(Selection selection, long now) {
    long available = 0;
    long cooling = 0;
    for (int i = 0; i < weights.length; i++) {
      E endpoint = endpoints.get(i);
      if (!selection.excluded(endpoint)) {
        if (endpoint.available(now)) {
          available += weights[i];
        } else {
          cooling += weights[i];
        }
      }
    }
    boolean useCooling = available == 0;
    long point = point(useCooling ? cooling : available);
    @Nullable E chosen = null;
    for (int i = 0; i < weights.length && point >= 0; i++) {
      E endpoint = endpoints.get(i);
      if (!selection.excluded(endpoint) && (useCooling || endpoint.available(now))) {
        chosen = endpoint;
        point -= weights[i];
      }
    }
    // Another worker may have changed what is available between the scans: then the last candidate
    // stands in, and if there is none left any that is not excluded.
    return chosen == null ? firstNotExcluded(selection) : chosen;
  }

  private @Nullable E firstNotExcluded(Selection selection) {
    for (int i = 0; i < weights.length; i++) {
      if (!selection.excluded(endpoints.get(i))) {
        return endpoints.get(i);
      }
    }
    return null;
  }

  /** An evenly spread number from 0 to {@code bound - 1}; {@code bound} is less than 2^40. */
  private long point(long bound) {
    long fraction = (reassigned.getAndIncrement() * GOLDEN) >>> 40;
    return (fraction * bound) >>> 24;
  }
}
