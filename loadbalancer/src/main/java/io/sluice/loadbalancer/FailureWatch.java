package io.sluice.loadbalancer;

/**
 * Who wants to know when an {@link Endpoint} fails again and again, and when that is.
 *
 * @param failuresInRow so many answers of 5xx, broken or timed out exchanges one after another; 0:
 *     never
 * @param connectFailuresInRow so many connections one after another that could not be opened; 0:
 *     never
 * @param rates whether successes and failures are counted too
 * @param listener told each time that so many more have come
 */
public record FailureWatch(
    int failuresInRow, int connectFailuresInRow, boolean rates, Listener listener) {

  /** Nobody wants to know. */
  public static final FailureWatch NONE = new FailureWatch(0, 0, false, (endpoint, connect) -> {});

  /** Takes the news. */
  @FunctionalInterface
  public interface Listener {

    /**
     * Called by the worker that saw the last failure: must neither block nor throw.
     *
     * @param connecting whether it was connections that failed
     */
    void failing(Endpoint endpoint, boolean connecting);
  }
}
