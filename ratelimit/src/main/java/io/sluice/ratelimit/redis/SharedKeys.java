package io.sluice.ratelimit.redis;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The names of a limit's keys in Redis. A client's value is part of one as it is while it is short,
 * and else as its hash: what a client sends must not fill the server. The mark before it keeps the
 * two apart, so that nobody can name another's hash.
 */
final class SharedKeys {
  static final String PREFIX = "sluice:rl:";
  private static final int LONGEST_AS_IT_IS = 96;

  private final String start;

  /**
   * @param kind of state, so that no script meets another's
   */
  SharedKeys(String kind, String limit) {
    // doubled, so that where the limit's name ends is plain
    this.start = PREFIX + kind + ':' + bounded(limit.replace(":", "::")) + ':';
  }

  String of(String key) {
    return start.concat(bounded(key));
  }

  private static String bounded(String text) {
    return text.length() <= LONGEST_AS_IT_IS ? "=" + text : "#" + hash(text);
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
