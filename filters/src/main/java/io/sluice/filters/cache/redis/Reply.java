package io.sluice.filters.cache.redis;

import org.jspecify.annotations.Nullable;

/** Takes what a command has brought. On the link's thread; it must not throw. */
@FunctionalInterface
interface Reply<T> {

  /**
   * Redis has answered.
   *
   * @param value null: nothing is there, or nothing that can be ours
   * @param failed it has refused the command, for whatever reason
   */
  void answered(@Nullable T value, boolean failed);
}
