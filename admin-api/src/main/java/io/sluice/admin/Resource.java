package io.sluice.admin;

import io.netty.handler.codec.http.HttpMethod;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * What is at a path: what its methods do.
 *
 * @param methods what each does, by its name; GET answers HEAD too
 */
record Resource(Map<String, Operation> methods) {

  /** One that has no method yet. */
  static final Resource NONE = new Resource(Map.of());

  /** One that can be read and no more. */
  static Resource readable(Operation.Work get) {
    return NONE.with("GET", Operation.of(get));
  }

  /** The same with one more. */
  Resource with(String method, Operation operation) {
    Map<String, Operation> more = new LinkedHashMap<>(methods);
    more.put(method, operation);
    return new Resource(more);
  }

  /** What a method does; null when it is not allowed. */
  @Nullable Operation operation(HttpMethod method) {
    return methods.get(method.equals(HttpMethod.HEAD) ? "GET" : method.name());
  }

  /** The methods that are allowed, as {@code Allow} lists them (RFC 9110, section 10.2.1). */
  String allow() {
    StringJoiner allow = new StringJoiner(", ");
    for (String method : methods.keySet()) {
      allow.add(method.equals("GET") ? "GET, HEAD" : method);
    }
    return allow.toString();
  }
}
