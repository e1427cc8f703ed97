package io.sluice.filters.forwardauth;

import io.sluice.filters.auth.Digests;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** SHA-256 of all that a decision holds for: credentials are in it, and not to be had from it. */
record Fingerprint(long a, long b, long c, long d) {

  /**
   * Of a list of texts; no two lists are written alike.
   *
   * @param authority which the service sees, whatever the key has of it
   */
  static Fingerprint of(@Nullable String[] shown, String target, String authority, String key) {
    StringBuilder all = new StringBuilder(256);
    for (String value : shown) {
      append(all, value);
    }
    append(all, target);
    append(all, authority);
    append(all, key);
    ByteBuffer digest = ByteBuffer.wrap(Digests.sha256(all.toString()));
    return new Fingerprint(digest.getLong(), digest.getLong(), digest.getLong(), digest.getLong());
  }

  private static void append(StringBuilder to, @Nullable String value) {
    if (value == null) {
      to.append('-');
    } else {
      to.append(value.length()).append(':').append(value);
    }
  }
}
