package io.sluice.admin;

import io.netty.handler.codec.http.HttpMethod;
import org.jspecify.annotations.Nullable;

/**
 * What is at a path: what its methods do.
 *
 * @param get answers GET and HEAD, null when it cannot be read
 * @param put replaces it, null when nobody can
 */
record Resource(@Nullable Operation get, @Nullable Operation put) {

  /** One that can be read and no more. */
  static Resource readable(Operation.Work get) {
    return new Resource(Operation.of(get), null);
  }

  /** What a method does; null when it is not allowed. */
  @Nullable Operation operation(HttpMethod method) {
    if (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD)) {
      return get;
    }
    return method.equals(HttpMethod.PUT) ? put : null;
  }

  /** The methods that are allowed, as {@code Allow} lists them (RFC 9110, section 10.2.1). */
  String allow() {
    if (get == null) {
      return put == null ? "" : "PUT";
    }
    return put == null ? "GET, HEAD" : "GET, HEAD, PUT";
  }
}
