package io.sluice.gateway.api;

/**
 * One step of a route's chain. A filter overrides what it needs and nothing else: callbacks that it
 * inherits are left out of the compiled chain and cost nothing.
 *
 * <p>One instance serves every exchange of its route on all event loops at once, so its fields are
 * immutable or thread-safe; what belongs to one exchange lives in a {@link Slot}. Callbacks of one
 * exchange are never concurrent. A callback that throws ends the exchange with 500 {@code
 * filter_error}, and the log names the filter.
 *
 * @see RequestBodyFilter
 * @see ResponseBodyFilter
 */
public interface Filter {

  /**
   * Called once, when the request head is complete, front to back of the chain.
   *
   * @throws Exception ends the exchange with 500
   */
  default Verdict onRequest(Exchange exchange) throws Exception {
    return Verdict.CONTINUE;
  }

  /**
   * Called at most once, when the final response head is known and before a byte of it goes to the
   * client, back to front, for the filters whose {@link #onRequest} was called. An answer of the
   * gateway itself passes here too: for those in front of the filter that gave it.
   *
   * @throws Exception replaces the response by a 500
   */
  default Verdict onResponse(Exchange exchange) throws Exception {
    return Verdict.CONTINUE;
  }

  /**
   * Called exactly once for each filter whose {@link #onRequest} was called, on every path:
   * answered, failed, or given up by the client. The place to release what a {@link Slot} holds.
   * What it throws is logged and changes nothing.
   */
  default void onComplete(Exchange exchange) {}
}
