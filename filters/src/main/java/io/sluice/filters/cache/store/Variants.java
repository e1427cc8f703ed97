package io.sluice.filters.cache.store;

import io.netty.handler.codec.http.HttpHeaders;
import io.sluice.filters.cache.rules.Vary;

/**
 * What stands under the key of requests whose responses vary: by which fields. The responses stand
 * under keys that have its number, so that they are out of reach when it goes. Immutable.
 */
final class Variants extends Held {
  private static final int BYTES = 120;

  private final Vary vary;
  private final String mark;

  /**
   * @param generation of no other in the tier
   */
  Variants(Vary vary, long generation) {
    this.vary = vary;
    this.mark = mark(generation);
  }

  /** Whether responses that vary by these fields belong here. */
  boolean takes(Vary other) {
    return !isReleased() && vary.equals(other);
  }

  /** Where the response for a request stands. */
  String keyOf(String primary, HttpHeaders request) {
    return primary + mark + vary.valuesOf(request);
  }

  /** What stands behind the key in such a place. No key begins with another one and this. */
  static String mark(long generation) {
    return "v" + Long.toString(generation, Character.MAX_RADIX) + ':';
  }

  @Override
  long weight() {
    return BYTES + 64L * vary.names().size();
  }

  @Override
  void free() {}
}
