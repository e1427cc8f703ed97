package io.sluice.filters.field;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;

/** The Vary field: which request fields a response was chosen by (RFC 9110 section 12.5.5). */
public final class Vary {
  private static final AsciiString ANYTHING = AsciiString.cached("*");

  private Vary() {}

  /** Names {@code requestField}, unless {@code headers} say so already. */
  public static void on(AsciiString requestField, HttpHeaders headers) {
    if (!headers.contains(HttpHeaderNames.VARY)
        || (!headers.containsValue(HttpHeaderNames.VARY, requestField, true)
            && !headers.containsValue(HttpHeaderNames.VARY, ANYTHING, false))) {
      headers.add(HttpHeaderNames.VARY, requestField);
    }
  }
}
