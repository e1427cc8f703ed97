package io.sluice.gateway.api;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.function.Consumer;

/**
 * A small request of a filter's own, to an upstream of the config: made by {@link
 * Exchange#question}, completed and asked by the filter, once, while its exchange waits. It goes
 * the way that the upstream's exchanges go, so that balancing, health, ejection, limits and metrics
 * hold for it as for them.
 *
 * <p>To be asked only for what may reach a server twice: when a kept connection proves stale it is
 * sent again, and when none can be opened another endpoint is tried, once.
 *
 * <p>Confined to the exchange's {@link Exchange#executor()}.
 */
public interface Question {

  /**
   * The fields to send, empty at first. Without a host it is the endpoint's own; what frames a
   * message or concerns one connection is the engine's, and dropped.
   */
  HttpHeaders requestHeaders();

  /**
   * Asks. The answer comes exactly once, on the event loop, after this has returned; it never comes
   * when the exchange has ended: then the question is taken back, and its connection closed.
   *
   * @param body an empty one for none; ownership passes to the engine
   * @param nanos how long it may take in all, more than 0; never longer than the exchange's time
   * @param maxBytes of the answer's body, 0 or more; a longer one is a failure
   * @param to told what came of it; what it throws ends the exchange with 500
   * @throws IllegalStateException when it was asked before
   */
  void ask(ByteBuf body, long nanos, int maxBytes, Consumer<Answer> to);
}
