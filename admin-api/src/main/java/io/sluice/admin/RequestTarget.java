package io.sluice.admin;

import org.jspecify.annotations.Nullable;

/**
 * A request target in origin or absolute form (RFC 9112, section 3.2).
 *
 * @param authority of the absolute form, where it counts instead of {@code Host}; else null
 * @param path without the query, as it came; empty when there is none
 */
record RequestTarget(@Nullable String authority, String path) {

  static RequestTarget of(String target) {
    if (target.startsWith("/")) {
      return new RequestTarget(null, path(target, 0));
    }
    int scheme = target.indexOf("://");
    int from = scheme < 0 ? -1 : target.indexOf('/', scheme + 3);
    return from < 0
        ? new RequestTarget(null, "")
        : new RequestTarget(target.substring(scheme + 3, from), path(target, from));
  }

  private static String path(String target, int from) {
    int query = target.indexOf('?', from);
    return target.substring(from, query < 0 ? target.length() : query);
  }
}
