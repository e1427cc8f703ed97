package io.sluice.gateway.api;

import org.jspecify.annotations.Nullable;

/** Of which failures an old answer is the better one. Immutable, any thread. */
@FunctionalInterface
public interface StaleInstead {

  /**
   * Whether it is, of this one.
   *
   * @param status what the client would get
   * @param error why the gateway answers; null when it is the origin's own answer
   */
  boolean of(int status, @Nullable GatewayError error);
}
