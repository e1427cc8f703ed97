package io.sluice.filters.cache.store;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Words by which an origin lets responses be purged: those of Cache-Tag, parted by commas, and of
 * Surrogate-Key, parted by spaces. They are for caches alone, and no client gets to see them.
 */
public final class Tags {
  private static final String CACHE_TAG = "cache-tag";
  private static final String SURROGATE_KEY = "surrogate-key";

  /** More are left out: an origin that names thousands means something else. */
  private static final int MOST = 128;

  private static final int LONGEST = 1024; // characters of one

  private Tags() {}

  /** Those of a response, each once. */
  static List<String> of(HttpHeaders response) {
    if (!isIn(response)) {
      return List.of();
    }
    Set<String> tags = new LinkedHashSet<>();
    add(tags, response.getAll(CACHE_TAG), ",");
    add(tags, response.getAll(SURROGATE_KEY), " ");
    return List.copyOf(tags);
  }

  private static void add(Set<String> to, List<String> lines, String separator) {
    for (String line : lines) {
      for (String item : line.split(separator, -1)) {
        String tag = item.strip();
        if (!tag.isEmpty() && tag.length() <= LONGEST && to.size() < MOST) {
          to.add(tag);
        }
      }
    }
  }

  private static boolean isIn(HttpHeaders response) {
    return response.contains(CACHE_TAG) || response.contains(SURROGATE_KEY);
  }

  /** Takes them out of what a client gets. */
  public static void hide(HttpHeaders response) {
    response.remove(CACHE_TAG);
    response.remove(SURROGATE_KEY);
  }

  /** Bytes that they take, roughly. */
  static long weight(List<String> tags) {
    long bytes = 0;
    for (int i = 0; i < tags.size(); i++) {
      bytes += 64 + tags.get(i).length();
    }
    return bytes;
  }
}
