package io.sluice.loadbalancer;

import org.jspecify.annotations.Nullable;

/**
 * Chooses among the endpoints it was made with. Called by all workers at once: it neither locks nor
 * allocates. Made anew when endpoints or weights change.
 *
 * <p>Whatever the policy, an endpoint of weight 0 is never chosen, and the choice is among the
 * first of these sets that has a member:
 *
 * <ol>
 *   <li>available and not excluded;
 *   <li>not excluded: cooling says that an endpoint was out a moment ago, not that it still is;
 *   <li>all: a retry at an endpoint that was tried before is better than none.
 * </ol>
 *
 * @param <E> the engine's own endpoints
 */
@FunctionalInterface
public interface LoadBalancer<E extends Endpoint> {

  /** The endpoint for this exchange; null only when none has a weight above 0. */
  @Nullable E select(Selection selection);
}
