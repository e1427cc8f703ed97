package io.sluice.filters.compression;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.Iterator;

/** Which responses are worth compressing and may be: the question that Vary answers for caches. */
final class Candidates {
  /** Checksums over the bytes sent (RFC 9530), in front of them or behind: they would not hold. */
  private static final AsciiString[] DIGESTS = {
    AsciiString.cached("content-digest"),
    AsciiString.cached("repr-digest"),
    AsciiString.cached("digest"),
    HttpHeaderNames.CONTENT_MD5
  };

  private final MediaTypes types;
  private final long minBytes;

  Candidates(MediaTypes types, long minBytes) {
    this.types = types;
    this.minBytes = Math.max(1, minBytes); // an empty body would grow
  }

  /** Whether a response is one, whatever its client accepts. */
  boolean include(int status, HttpHeaders response, long length) {
    return hasWholeBody(status)
        && (length < 0 || length >= minBytes)
        && types.match(response.get(HttpHeaderNames.CONTENT_TYPE))
        && isIdentity(response)
        && !response.contains(HttpHeaderNames.CONTENT_RANGE)
        && !isFixed(response);
  }

  /** 206 and its ranges count bytes of the stored form, which compression would change. */
  private static boolean hasWholeBody(int status) {
    return status >= 200 && status != 204 && status != 205 && status != 206 && status != 304;
  }

  private static boolean isIdentity(HttpHeaders response) {
    Iterator<? extends CharSequence> lines =
        response.valueCharSequenceIterator(HttpHeaderNames.CONTENT_ENCODING);
    while (lines.hasNext()) {
      if (!HttpHeaderValues.IDENTITY.contentEqualsIgnoreCase(lines.next())) {
        return false;
      }
    }
    return true;
  }

  private static boolean isFixed(HttpHeaders response) {
    if (forbidsTransforming(response)) {
      return true;
    }
    boolean trailers = response.contains(HttpHeaderNames.TRAILER);
    for (AsciiString digest : DIGESTS) {
      if (response.contains(digest)
          || (trailers && response.containsValue(HttpHeaderNames.TRAILER, digest, true))) {
        return true;
      }
    }
    return false;
  }

  /** RFC 9111: section 5.2.1.6 for a request, 5.2.2.6 for a response. */
  static boolean forbidsTransforming(HttpHeaders message) {
    return message.contains(HttpHeaderNames.CACHE_CONTROL)
        && message.containsValue(
            HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_TRANSFORM, true);
  }
}
