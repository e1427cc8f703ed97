package io.sluice.filters.cache;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.sluice.filters.cache.rules.Freshness;
import io.sluice.filters.cache.rules.ResponseDirectives;
import io.sluice.filters.cache.rules.Validators;
import io.sluice.filters.cache.rules.Vary;
import io.sluice.filters.cache.store.StoredResponse;
import io.sluice.gateway.http.FieldBlock;
import io.sluice.gateway.http.WireHeaders;
import org.jspecify.annotations.Nullable;

/**
 * The head of a response on its way, as it was judged. Immutable once its body is being read.
 *
 * @param fields of the origin, for whose question it answers; not changed
 * @param whyNotKept a word for Cache-Status; null = it is being kept
 * @param forAll those of them that others may get
 * @param varyValues what the request that it answers says in the fields that it varies by
 * @param length of the body; negative = not known
 */
record Head(
    int status,
    WireHeaders fields,
    FieldBlock forAll,
    ResponseDirectives said,
    @Nullable String whyNotKept,
    Freshness freshness,
    Vary vary,
    String varyValues,
    Validators validators,
    long length) {

  static Head of(
      int status,
      WireHeaders fields,
      ResponseDirectives said,
      @Nullable String whyNotKept,
      Freshness freshness,
      long length,
      HttpHeaders asked) {
    Vary vary = Vary.of(fields);
    return new Head(
        status,
        fields,
        StoredResponse.fieldsFor(fields, said),
        said,
        whyNotKept,
        freshness,
        vary,
        vary.valuesOf(asked),
        Validators.of(fields),
        length);
  }

  /** Whether it is being kept. */
  boolean kept() {
    return whyNotKept == null;
  }

  /** The length of the body that follows; negative = not known. */
  static long lengthIn(HttpHeaders fields) {
    String length = fields.get(HttpHeaderNames.CONTENT_LENGTH);
    return length == null ? -1 : Long.parseLong(length);
  }

  /** Whether the response is for a request with these fields too, which has the same key. */
  boolean isFor(HttpHeaders request) {
    return vary.valuesOf(request).equals(varyValues);
  }
}
