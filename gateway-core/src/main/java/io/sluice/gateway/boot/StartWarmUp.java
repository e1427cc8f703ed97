package io.sluice.gateway.boot;

import io.sluice.gateway.api.ResponseCache;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Has the cache fetch what the config lists for its start: each cache once, and again when the list
 * is another one. Control thread.
 */
final class StartWarmUp {
  private @Nullable ResponseCache cache;
  private List<String> urls = List.of();

  /**
   * A config is served, and its listeners accept.
   *
   * @param now the cache that its routes share; null when none has one
   * @param wanted what the config lists
   */
  void serving(@Nullable ResponseCache now, List<String> wanted) {
    boolean same = Objects.equals(now, cache) && wanted.equals(urls);
    cache = now;
    urls = wanted;
    if (now != null && !same && !wanted.isEmpty()) {
      ControlThread.attempt(() -> now.restartWarmUp(wanted));
    }
  }
}
