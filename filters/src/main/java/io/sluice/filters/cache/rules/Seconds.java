package io.sluice.filters.cache.rules;

import org.jspecify.annotations.Nullable;

/** Times in whole seconds, as fields write them (RFC 9111 section 1.2.2). */
final class Seconds {

  /** There is no such time. */
  static final long NONE = -1;

  /** The most that a cache has to tell apart: what is longer counts as this. */
  static final long MOST = Integer.MAX_VALUE;

  private Seconds() {}

  /** What a text says; {@link #NONE} when it is not of digits alone. */
  static long of(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return NONE;
    }
    long seconds = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return NONE;
      }
      seconds = Math.min(seconds * 10 + (c - '0'), MOST);
    }
    return seconds;
  }

  /** The same of a lifetime: one that cannot be read has ended (section 4.2.1). */
  static long ofLifetime(@Nullable String text) {
    return Math.max(0, of(text));
  }
}
