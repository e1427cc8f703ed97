package io.sluice.filters.compression;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;

/** Which responses are worth compressing and may be: the question that Vary answers for caches. */
final class Candidates {
  /** Checksums over the bytes sent (RFC 9530): compressed, they would not hold. */
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
    String coding = response.get(HttpHeaderNames.CONTENT_ENCODING);
    return coding == null || HttpHeaderValues.IDENTITY.contentEqualsIgnoreCase(coding);
  }

  private static boolean isFixed(HttpHeaders response) {
    if (response.contains(HttpHeaderNames.CACHE_CONTROL)
        && response.containsValue(
            HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_TRANSFORM, true)) {
      return true; // RFC 9111 section 5.2.2.6
    }
    for (AsciiString digest : DIGESTS) {
      if (response.contains(digest)) {
        return true;
      }
    }
    return false;
  }
}
