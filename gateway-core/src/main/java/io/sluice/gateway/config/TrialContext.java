package io.sluice.gateway.config;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sluice.gateway.api.ByteSize;
import io.sluice.gateway.api.CacheSettings;
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

  /** With a disk: whether the document has one is said when it is compiled. */
  @Override
  public CacheSettings cache() {
    CacheSettings settings = super.cache();
    CacheSettings.Disk disk = new CacheSettings.Disk("cache", new ByteSize(1 << 20));
    return new CacheSettings(settings.memory(), disk, settings.redis(), settings.warmUp());
  }

  @Override
  public void close() {
    meters().close();
  }
}
