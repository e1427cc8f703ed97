package io.sluice.gateway.api;

/** What a {@link DiscoveryFactory} is told beside its config. */
public interface DiscoveryContext {

  /** The upstream whose targets are wanted. */
  String upstreamId();

  /** The gateway's clock. */
  Ticker ticker();
}
