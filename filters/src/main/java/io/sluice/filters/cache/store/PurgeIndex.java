package io.sluice.filters.cache.store;

import io.sluice.filters.cache.store.PurgeTarget.Exact;
import io.sluice.filters.cache.store.PurgeTarget.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/** Purges by what they are about, the newest number of each. Any thread; no reader waits. */
final class PurgeIndex {
  private final Map<String, Long> exact = new ConcurrentHashMap<>();

  /** Newest first, each once; replaced, not changed. */
  private final AtomicReference<List<Numbered>> prefixes = new AtomicReference<>(List.of());

  private record Numbered(Prefix prefix, long number) {}

  PurgeIndex() {}

  /** Files a purge; returns the number of one that it makes needless, or 0. */
  long put(PurgeTarget target, long number) {
    if (target instanceof Prefix prefix) {
      return put(prefix, number);
    }
    long[] needless = {0};
    exact.compute(
        ((Exact) target).text(),
        (text, old) -> {
          needless[0] = old == null ? 0 : older(old, number);
          return old == null ? number : Math.max(old, number);
        });
    return needless[0];
  }

  private long put(Prefix prefix, long number) {
    List<Numbered> old;
    List<Numbered> all;
    long needless;
    do {
      old = all();
      all = new ArrayList<>(old.size() + 1);
      needless = 0;
      long newest = number;
      for (Numbered each : old) {
        if (each.prefix.equals(prefix)) {
          needless = older(each.number, number);
          newest = Math.max(each.number, number);
        } else {
          all.add(each);
        }
      }
      int at = 0;
      while (at < all.size() && all.get(at).number > newest) {
        at++;
      }
      all.add(at, new Numbered(prefix, newest));
    } while (!prefixes.compareAndSet(old, List.copyOf(all)));
    return needless;
  }

  private static long older(long one, long other) {
    return one == other ? 0 : Math.min(one, other);
  }

  /** Takes a purge out, unless a newer one is about the same. */
  void drop(PurgeTarget target, long number) {
    if (target instanceof Exact one) {
      exact.remove(one.text(), number);
    } else {
      prefixes.updateAndGet(all -> all.stream().filter(each -> each.number != number).toList());
    }
  }

  private List<Numbered> all() {
    return Objects.requireNonNull(prefixes.get());
  }

  int prefixes() {
    return all().size();
  }

  /** The number of the oldest prefix, of which there is one. */
  long oldestPrefix() {
    List<Numbered> all = all();
    return all.get(all.size() - 1).number;
  }

  /** Whether one with a number above {@code after} is about a response. */
  boolean matches(CacheKey key, List<String> tags, long after) {
    return matchesExactly(key, tags, after) || matchesPrefix(key, after);
  }

  private boolean matchesExactly(CacheKey key, List<String> tags, long after) {
    if (exact.isEmpty()) {
      return false;
    }
    List<String> texts = Exact.textsOf(key, tags);
    for (int i = 0; i < texts.size(); i++) {
      Long number = exact.get(texts.get(i));
      if (number != null && number > after) {
        return true;
      }
    }
    return false;
  }

  private boolean matchesPrefix(CacheKey key, long after) {
    List<Numbered> all = all();
    if (all.isEmpty() || all.get(0).number <= after) {
      return false;
    }
    String rest = Prefix.rest(key);
    for (int i = 0; i < all.size() && all.get(i).number > after; i++) {
      if (all.get(i).prefix.matches(key, rest)) {
        return true;
      }
    }
    return false;
  }
}
