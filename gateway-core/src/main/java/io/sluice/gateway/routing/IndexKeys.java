package io.sluice.gateway.routing;

/**
 * Keys of the places in a {@link RouteIndex}: 64-bit hashes of a host and the first segments of a
 * path, made step by step from regions of the strings, without cutting them out.
 *
 * <p>What a request leads to may have the key of quite another place: since every rule that the
 * index finds is checked against the request itself, that costs time and nothing else. So the hash
 * may be cheap. Segments with the same hash below one place are one place, as good as any. Other
 * places of one table never share a key: where they would, the table is made with the {@link #next}
 * keys.
 */
final class IndexKeys {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  /** All keys at their full width. */
  static final IndexKeys WHOLE = new IndexKeys(-1);

  private final long mask;
  private final long salt;
  private final long anyHost;
  private final long exactHost;
  private final long wildcardHost;

  /** What stands in for the hash of a segment that is a variable. */
  private final long variable;

  /** Leads to the place beside a host's root that holds its regex rules. */
  private final long regex;

  /**
   * Makes keys.
   *
   * @param mask the bits of a key that count: fewer, so that keys collide, in tests only
   */
  IndexKeys(long mask) {
    this(mask, 0);
  }

  private IndexKeys(long mask, long salt) {
    this.mask = mask;
    this.salt = salt;
    long seed = salt * 5;
    anyHost = mix(seed + 1);
    exactHost = mix(seed + 2);
    wildcardHost = mix(seed + 3);
    variable = mix(seed + 4);
    regex = mix(seed + 5);
  }

  /** Others, of full width, for rules whose places collide with these. */
  IndexKeys next() {
    return new IndexKeys(-1, salt + 1);
  }

  private static long mix(long number) {
    long mixed = number * GOLDEN;
    mixed = (mixed ^ (mixed >>> 32)) * GOLDEN;
    mixed = (mixed ^ (mixed >>> 29)) * GOLDEN;
    return mixed ^ (mixed >>> 32);
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
    return segment(segment, 0, segment.length());
  }

  /** The hash of the segment that stands there in a text. */
  static long segment(String text, int from, int to) {
    long hash = 0;
    for (int i = from; i < to; i++) {
      hash = append(hash, text.charAt(i));
    }
    return hash;
  }

  long anyHost() {
    return child(anyHost, 0);
  }

  long exactHost(long hostHash) {
    return child(exactHost, hostHash);
  }

  long wildcardHost(long hostHash) {
    return child(wildcardHost, hostHash);
  }

  /** The key of the regex rules of the host with this root. */
  long regex(long root) {
    return child(root, regex);
  }

  /** The key of the place below another to which a variable leads. */
  long variable(long key) {
    return child(key, variable);
  }

  /** The key of the place one segment below another. */
  long child(long key, long segmentHash) {
    long mixed = key ^ segmentHash;
    mixed = (mixed ^ (mixed >>> 32)) * GOLDEN;
    return (mixed ^ (mixed >>> 29)) & mask;
  }
}
