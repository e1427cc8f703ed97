package io.sluice.gateway.config;

import io.sluice.gateway.api.Option;

/**
 * What an {@link Option} demands of a value.
 *
 * @param min of a number, or of the entries of a list or a map
 * @param max likewise
 * @param pattern of text, or empty
 * @param keys pattern of a map's keys, or empty
 * @param single whether a list may be written as its only entry
 */
record Rules(long min, long max, String pattern, String keys, boolean single, boolean secret) {

  static Rules of(Option option) {
    return new Rules(
        option.min(),
        option.max(),
        option.pattern(),
        option.keys(),
        option.single(),
        option.secret());
  }

  /** What is demanded of each entry of a list or a map, whose number min and max bound. */
  Rules ofEntries() {
    return new Rules(Long.MIN_VALUE, Long.MAX_VALUE, pattern, keys, single, secret);
  }
}
