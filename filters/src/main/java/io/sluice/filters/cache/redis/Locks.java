package io.sluice.filters.cache.redis;

import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import io.sluice.filters.cache.store.CacheKey;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * One of the gateways asks the origin for a key, for some time. A gateway takes only one lock for a
 * key at a time, so that its own name is enough to know what is its own.
 */
final class Locks {
  private static final String UNLOCK =
      "return redis.call('GET', KEYS[1]) == ARGV[1] and redis.call('DEL', KEYS[1])";

  private final Link link;
  private final Names names;
  private final byte[] node;

  /**
   * @param node of no other gateway, by chance
   */
  Locks(Link link, Names names, String node) {
    this.link = link;
    this.names = names;
    this.node = node.getBytes(StandardCharsets.UTF_8);
  }

  /** See {@link RedisTier#lock}. The link's thread only. */
  void lock(CacheKey key, long millis, long startedAt, Consumer<Boolean> to) {
    Order order = new Order(() -> to.accept(true));
    link.watch(order, startedAt);
    String name = names.lock(key.text());
    link.send(
        order,
        redis -> redis.set(name, node, SetArgs.Builder.nx().px(millis)),
        (ok, failed) -> {
          if (order.end()) {
            to.accept(ok != null || failed);
          }
        });
  }

  /** See {@link RedisTier#unlock}. The link's thread only. */
  void unlock(CacheKey key) {
    Order order = new Order(() -> {}); // it ends by itself
    link.watchPatiently(order);
    String[] name = {names.lock(key.text())};
    link.send(
        order,
        redis -> redis.eval(UNLOCK, ScriptOutputType.INTEGER, name, node),
        (done, failed) -> order.end());
  }
}
