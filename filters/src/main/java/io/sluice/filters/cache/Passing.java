package io.sluice.filters.cache;

import io.sluice.filters.cache.rules.CacheStatus.Forward;
import io.sluice.gateway.api.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * A request that passes the cache by, whose answer may tell it something all the same. Immutable.
 *
 * @param ask what it wants; null when the cache has not looked
 * @param why it passes
 * @param detail says more, in a word for Cache-Status; or null
 * @param query of what may change something, as filters in front have left it: what they have taken
 *     out may be a secret
 * @param after what had happened by then
 */
record Passing(
    @Nullable Ask ask,
    Forward why,
    @Nullable String detail,
    @Nullable String query,
    AskedAfter after) {

  void learn(SharedCache cache, CachePolicy policy, Exchange exchange) {
    if (ask == null) {
      return;
    }
    if (why == Forward.METHOD && Invalidation.isCause(exchange.method(), exchange.status())) {
      new Invalidation(exchange, cache, policy).run(ask.key(), query);
    } else if (ask.isHead()) {
      HeadAnswer.learn(exchange, ask, after, cache, policy);
    }
  }
}
