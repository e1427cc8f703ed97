package io.sluice.filters.compression;

import io.netty.util.AsciiString;

/**
 * An algorithm at the level that one filter uses.
 *
 * @param level 1 to the algorithm's greatest
 * @param value its name for Content-Encoding
 */
record Coding(Algorithm algorithm, int level, AsciiString value) {

  Coding(Algorithm algorithm, int level) {
    this(algorithm, level, AsciiString.cached(algorithm.token));
  }
}
