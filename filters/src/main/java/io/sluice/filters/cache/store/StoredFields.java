package io.sluice.filters.cache.store;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.sluice.filters.cache.rules.ResponseDirectives;
import io.sluice.filters.cache.rules.Validators;
import io.sluice.gateway.http.WireHeaders;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Which fields of a response are kept (RFC 9111 section 3.1), and how they are updated (3.2). */
final class StoredFields {

  /**
   * Those of one connection, one proxy or one user, and what a cache says itself whenever it
   * answers. A cookie is its user's also where the response is for all (RFC 9111 section 7.3).
   */
  private static final Set<String> NEVER =
      Set.of(
          "age",
          "cache-status",
          "cache-tag",
          "connection",
          "content-length",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authentication-info",
          "proxy-authorization",
          "proxy-connection",
          "set-cookie",
          "set-cookie2",
          "surrogate-key",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  /** How the body that is kept is written: a 304, which has none, must not say otherwise. */
  private static final Set<String> OF_BODY = Set.of("content-encoding", "content-range");

  private StoredFields() {}

  /** A copy of those that are kept. */
  static WireHeaders of(HttpHeaders response, ResponseDirectives said) {
    WireHeaders kept = new WireHeaders();
    Iterator<Map.Entry<CharSequence, CharSequence>> lines = response.iteratorCharSequence();
    while (lines.hasNext()) {
      Map.Entry<CharSequence, CharSequence> line = lines.next();
      String name = lower(line.getKey());
      if (!NEVER.contains(name) && !said.unshared().contains(name)) {
        kept.add(line.getKey(), line.getValue());
      }
    }
    return kept.copy(); // without the room that it grew by
  }

  /** Whether a field of this name may stand among those that are kept. */
  static boolean mayStand(String name) {
    return !NEVER.contains(lower(name));
  }

  /** A copy of {@code stored} that says what a 304 says. */
  static WireHeaders updated(WireHeaders stored, HttpHeaders notModified) {
    WireHeaders updated = stored.copy();
    for (String name : notModified.names()) {
      String lower = lower(name);
      boolean replaces =
          !NEVER.contains(lower)
              && !OF_BODY.contains(lower)
              && (!lower.equals("etag") || isSameTag(stored, notModified));
      if (replaces) {
        updated.set(name, notModified.getAll(name));
      }
    }
    return updated;
  }

  /** A tag that was weak may be strong now, or the other way. */
  private static boolean isSameTag(HttpHeaders stored, HttpHeaders notModified) {
    String tag = stored.get(HttpHeaderNames.ETAG);
    String said = notModified.get(HttpHeaderNames.ETAG);
    return tag == null || (said != null && Validators.opaque(tag).equals(Validators.opaque(said)));
  }

  private static String lower(CharSequence name) {
    return name.toString().toLowerCase(Locale.ROOT);
  }
}
