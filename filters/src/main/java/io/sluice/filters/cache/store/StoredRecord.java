package io.sluice.filters.cache.store;

/**
 * What a slow tier has under a place: a response without its body, or by which fields of the
 * request there are several. Written and read by {@link StoredCodec}.
 */
public sealed interface StoredRecord permits StoredHead, StoredVariants {

  /**
   * Where it stands: the text of a key, or that of {@link StoredVariants#placeOf}. Names are made
   * of hashes of it; who has read it compares.
   */
  String place();

  /** Until when it is to be kept, in milliseconds since 1970. */
  long keptUntil();
}
