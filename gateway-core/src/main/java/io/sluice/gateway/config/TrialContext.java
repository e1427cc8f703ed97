package io.sluice.gateway.config;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sluice.gateway.api.ChainContext;
import io.sluice.gateway.api.DiscoveryContext;
import io.sluice.gateway.api.Ticker;

/**
 * Lets factories say what they think of their configs; what they make is dropped. One serves a
 * whole document.
 */
final class TrialContext extends ChainContext implements DiscoveryContext, AutoCloseable {
  TrialContext() {
    super("", new SimpleMeterRegistry(), Ticker.system());
  }

  @Override
  public String upstreamId() {
    return "";
  }

  @Override
  public void close() {
    meters().close();
  }
}
