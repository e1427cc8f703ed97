package io.sluice.gateway.config;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sluice.gateway.api.ChainContext;
import io.sluice.gateway.api.Ticker;

/**
 * Lets factories say what they think of their configs; the filters that they make are dropped. One
 * serves a whole document.
 */
final class TrialContext extends ChainContext implements AutoCloseable {
  TrialContext() {
    super("", new SimpleMeterRegistry(), Ticker.system());
  }

  @Override
  public void close() {
    meters().close();
  }
}
