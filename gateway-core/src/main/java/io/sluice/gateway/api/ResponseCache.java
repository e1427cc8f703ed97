package io.sluice.gateway.api;

import java.util.concurrent.CompletionStage;

/** What operators may do with stored responses. Any thread; no method waits. */
public interface ResponseCache {

  /**
   * Takes responses out, in all tiers and on all gateways that share one. From its completion on,
   * none of them is served by this gateway, nor one that was asked of an origin before.
   *
   * @return how many responses were found in this gateway's memory
   */
  CompletionStage<Long> purge(Purge what);
}
