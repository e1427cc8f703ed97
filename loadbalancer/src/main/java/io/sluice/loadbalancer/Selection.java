package io.sluice.loadbalancer;

/**
 * What one exchange wants of a balancer. The exchange implements it itself, so that asking costs no
 * allocation. Used by the calling thread only, during the call.
 */
public interface Selection {

  /** Monotonic time, as in {@link System#nanoTime()}; the same during one call. */
  long nowNanos();

  /**
   * For policies that keep like with like: equal for requests that should meet the same endpoint,
   * and spread over all 64 bits. Random when the request carries nothing to go by; policies that do
   * not hash never ask.
   */
  long hash();

  /**
   * Whether this exchange has already tried the endpoint. The answer must not change during one
   * call.
   */
  boolean excluded(Endpoint endpoint);
}
