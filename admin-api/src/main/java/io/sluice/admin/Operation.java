package io.sluice.admin;

import io.sluice.gateway.api.GatewayError;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What a method does with a resource.
 *
 * @param mostBody longest body of a request, in bytes; 0 when none is expected
 * @param writes whether it changes something, unless the query says {@code dry_run=true}
 * @param parameters names that the query may have
 */
record Operation(int mostBody, boolean writes, Set<String> parameters, Work work) {

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

  /** Reads; takes no body. */
  static Operation of(Work work, String... parameters) {
    return new Operation(0, false, Set.of(parameters), work);
  }

  /** Reads, and takes a body that says what. */
  static Operation asking(int mostBody, Work work, String... parameters) {
    return new Operation(mostBody, false, Set.of(parameters), work);
  }

  /** Changes something. */
  static Operation writing(int mostBody, Work work, String... parameters) {
    return new Operation(mostBody, true, Set.of(parameters), work);
  }

  /** Refuses whatever comes. */
  static Operation problem(GatewayError error) {
    return of((call, reply) -> reply.accept(Answer.problem(error, call.requestId())));
  }
}
