package io.sluice.filters.cache.redis;

import io.sluice.filters.auth.Sha256;
import java.util.HexFormat;

/**
 * The names of the cache's keys in Redis. They are made of hashes: what clients ask for must not
 * fill the server, and what it is stands in the entry. Immutable.
 *
 * @param prefix of all; gateways that have the same share
 */
record Names(String prefix) {

  /** Where an entry stands; 128 bits are enough to tell places apart. */
  String entry(String place) {
    return prefix + "e:" + hash(place);
  }

  /** Where a part of a body stands. */
  String chunk(long version, int index) {
    return prefix + "b:" + HexFormat.of().toHexDigits(version) + ':' + index;
  }

  /** What is locked for a place. */
  String lock(String place) {
    return prefix + "l:" + hash(place);
  }

  /** The stream of purges. */
  String purges() {
    return prefix + "purges";
  }

  /** The stream of keys whose responses have become invalid. */
  String removals() {
    return prefix + "removals";
  }

  /** A key that is asked for to see whether Redis answers. */
  String probe() {
    return prefix + "probe";
  }

  private static String hash(String place) {
    return Sha256.of(place).hex().substring(0, 32);
  }
}
