package io.sluice.admin;

import io.sluice.gateway.api.GatewayError;
import java.util.function.Consumer;

/**
 * What a method does with a resource.
 *
 * @param mostBody longest body of a request, in bytes; 0 when none is expected
 */
record Operation(int mostBody, Work work) {

  /** Makes the answer to one call. */
  @FunctionalInterface
  interface Work {

    /**
     * Called on the admin event loop, so never blocking.
     *
     * @param reply to be called once, on any thread
     */
    void answer(Call call, Consumer<Answer> reply);
  }

  /** Takes no body. */
  static Operation of(Work work) {
    return new Operation(0, work);
  }

  /** Refuses whatever comes. */
  static Operation problem(GatewayError error) {
    return of((call, reply) -> reply.accept(Answer.problem(error, call.requestId())));
  }
}
