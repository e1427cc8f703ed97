package io.sluice.gateway.api;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What operators may do with stored responses. A {@link Kept} thing that is one is what the admin
 * API asks, while a config that has it runs. Any thread; no method waits.
 */
public interface ResponseCache {

  /**
   * Takes responses out, in all tiers and on all gateways that share one. From its completion on,
   * none of them is served by this gateway, nor one that was asked of an origin before.
   *
   * @return how many responses were found in this gateway's memory; fails when a tier could not be
   *     told
   */
  CompletionStage<Long> purge(Purge what);

  /** What it holds now, and what is asked for most. */
  CacheFigures figures();

  /**
   * Begins to fetch what these addresses stand for, as if clients asked for it, and to store what
   * may be stored.
   *
   * @param urls {@code http://host/path?query}, {@code https://...} or {@code /path?query}
   * @return false when another warm-up runs: then nothing has begun
   */
  boolean warm(List<String> urls);

  /** The same, in place of a warm-up that runs. */
  void restartWarmUp(List<String> urls);

  /** How far the last warm-up is; null when there was none yet. */
  @Nullable WarmUp warmUp();
}
