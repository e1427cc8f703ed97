package io.sluice.filters.compression;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.sluice.filters.field.Vary;

/**
 * Entity tags of compressed responses. A strong tag promises the same bytes (RFC 9110 section
 * 8.8.1), which the next compression need not give, so it becomes weak; If-None-Match compares
 * weakly and keeps working.
 */
final class EntityTags {
  private static final String WEAK = "W/";

  private EntityTags() {}

  static void weaken(HttpHeaders response) {
    String tag = response.get(HttpHeaderNames.ETAG);
    if (tag != null && !tag.startsWith(WEAK)) {
      response.set(HttpHeaderNames.ETAG, WEAK + tag);
    }
  }

  /**
   * Lets a 304 say what the 200 had said (RFC 9110 section 15.4.5). The origin answers with its
   * strong tag; a client that asked with the weak one had a compressed response, and would find
   * none with the strong tag to refresh (RFC 9111 section 4.3.4).
   */
  static void echo(HttpHeaders request, HttpHeaders response) {
    String tag = response.get(HttpHeaderNames.ETAG);
    String asked = request.get(HttpHeaderNames.IF_NONE_MATCH);
    if (tag != null && !tag.startsWith(WEAK) && asked != null && asked.contains(WEAK + tag)) {
      response.set(HttpHeaderNames.ETAG, WEAK + tag);
      Vary.on(HttpHeaderNames.ACCEPT_ENCODING, response);
    }
  }
}
