package io.sluice.gateway.observe;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Things by key, each kept as long as somebody holds it. Two snapshots of the config hold the same
 * route's cells while the older one drains, so counts carry over a reload; the cells of a removed
 * route go with its last holder. Any thread.
 */
final class Held<K, V> {
  private record Entry<V>(V value, int holders) {}

  private final ConcurrentHashMap<K, Entry<V>> entries = new ConcurrentHashMap<>();
  private final Function<K, V> maker;

  Held(Function<K, V> maker) {
    this.maker = maker;
  }

  /** The thing of this key, made when nobody holds one; to be paired with {@link #release}. */
  V acquire(K key) {
    return entries.merge(
            key,
            new Entry<>(maker.apply(key), 1),
            (old, fresh) -> new Entry<>(old.value, old.holders + 1))
        .value;
  }

  /** The thing of this key, or null when nobody holds it. */
  @Nullable V find(K key) {
    Entry<V> entry = entries.get(key);
    return entry == null ? null : entry.value;
  }

  void release(K key) {
    entries.computeIfPresent(
        key, (k, held) -> held.holders == 1 ? null : new Entry<>(held.value, held.holders - 1));
  }

  void forEach(Consumer<V> action) {
    entries.values().forEach(entry -> action.accept(entry.value));
  }
}
