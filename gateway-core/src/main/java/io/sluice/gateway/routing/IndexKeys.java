package io.sluice.gateway.routing;

/**
 * Keys of the places in a {@link RouteIndex}: 64-bit hashes of a host and the first segments of a
 * path, made step by step from regions of the strings, without cutting them out.
 *
 * <p>Two different places may get the same key, by chance or by design: they are then one place,
 * and since every rule that the index finds is checked against the request itself, that costs time
 * and nothing else. So the hash may be cheap.
 */
final class IndexKeys {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  /** All keys at their full width. */
  static final IndexKeys WHOLE = new IndexKeys(-1);

  /** What stands in for the hash of a segment that is a variable. */
  static final long VARIABLE = 0xC2B2AE3D27D4EB4FL;

  /** The place beside a host's root that holds its regex rules. */
  static final long REGEX = 0x165667B19E3779F9L;

  private static final long ANY_HOST = 1;
  private static final long EXACT_HOST = 2;
  private static final long WILDCARD_HOST = 3;

  private final long mask;

  /**
   * Makes keys.
   *
   * @param mask the bits of a key that count: fewer, so that keys collide, in tests only
   */
  IndexKeys(long mask) {
    this.mask = mask;
  }

  /** The hash of a text with one more character. Two cycles a character; {@link #child} mixes. */
  static long append(long hash, char c) {
    return Long.rotateLeft(hash, 7) ^ c;
  }

  /** The hash of a host name; from its end, so that it passes every suffix on its way. */
  static long host(String name) {
    long hash = 0;
    for (int i = name.length() - 1; i >= 0; i--) {
      hash = append(hash, name.charAt(i));
    }
    return hash;
  }

  /** The hash of one segment. */
  static long segment(String segment) {
    long hash = 0;
    for (int i = 0; i < segment.length(); i++) {
      hash = append(hash, segment.charAt(i));
    }
    return hash;
  }

  long anyHost() {
    return child(ANY_HOST, 0);
  }

  long exactHost(long hostHash) {
    return child(EXACT_HOST, hostHash);
  }

  long wildcardHost(long hostHash) {
    return child(WILDCARD_HOST, hostHash);
  }

  /** The key of the place one segment below another. */
  long child(long key, long segmentHash) {
    long mixed = key ^ segmentHash;
    mixed = (mixed ^ (mixed >>> 32)) * GOLDEN;
    return (mixed ^ (mixed >>> 29)) & mask;
  }
}
