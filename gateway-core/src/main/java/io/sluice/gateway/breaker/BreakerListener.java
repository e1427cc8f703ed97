package io.sluice.gateway.breaker;

/** Hears of every change of a {@link Breaker}, once. */
@FunctionalInterface
public interface BreakerListener {

  /**
   * The state has changed. Called by the thread whose call has changed it: it must not wait.
   *
   * @param why a few words: {@code 22 of 40 calls failed (55 %)}
   */
  void changed(BreakerState from, BreakerState to, String why);
}
