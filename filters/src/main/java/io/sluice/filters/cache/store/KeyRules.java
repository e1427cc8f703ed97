package io.sluice.filters.cache.store;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What of a request tells it apart, beside route, scheme, host and path. Immutable.
 *
 * @param ignored query parameters that do not count; one that ends with {@code *} means all that
 *     begin so
 * @param only query parameters that count, if no others do; null = all
 * @param headers names of request fields that count
 * @param cookies names of cookies that count
 * @param consumer whether it counts who calls
 */
public record KeyRules(
    List<String> ignored,
    @Nullable List<String> only,
    List<String> headers,
    List<String> cookies,
    boolean consumer) {

  /** The whole query counts, and nothing else. */
  public static final KeyRules PLAIN = new KeyRules(List.of(), null, List.of(), List.of(), false);

  /** Copies what it is made of. */
  public KeyRules {
    if (only != null && !ignored.isEmpty()) {
      throw new IllegalArgumentException("query: only and ignored (expected: one of them)");
    }
    ignored = List.copyOf(ignored);
    only = only == null ? null : List.copyOf(only);
    headers = headers.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
    cookies = List.copyOf(cookies);
  }

  /**
   * A number for these rules, the same in every process: keys of other rules have other parts, and
   * must not be taken for each other after a reload.
   */
  String fingerprint() {
    StringBuilder all = new StringBuilder();
    append(all, ignored);
    append(all, only);
    append(all, headers);
    append(all, cookies);
    all.append(consumer);
    long hash = 0xcbf29ce484222325L; // FNV-1a
    for (int i = 0; i < all.length(); i++) {
      hash = (hash ^ all.charAt(i)) * 0x100000001b3L;
    }
    return Long.toUnsignedString(hash, Character.MAX_RADIX);
  }

  private static void append(StringBuilder to, @Nullable List<String> names) {
    to.append(names == null ? -1 : names.size()).append(';');
    if (names != null) {
      names.forEach(name -> CacheKey.append(to, name));
    }
  }
}
