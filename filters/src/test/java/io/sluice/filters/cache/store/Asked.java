package io.sluice.filters.cache.store;

import io.sluice.filters.cache.rules.Fields;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.http.Authority;
import io.sluice.gateway.http.WireHeaders;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/** What a request says, for a key; lines of fields are parted by {@code |}. */
record Asked(
    String route,
    String scheme,
    String authority,
    String path,
    @Nullable String forwardPath,
    @Nullable String query,
    String lines,
    @Nullable String consumer) {

  static final Asked PLAIN = new Asked("r", "https", "a.example", "/", null, null, "", null);

  Asked at(String newAuthority, String newPath) {
    return new Asked(route, scheme, newAuthority, newPath, forwardPath, query, lines, consumer);
  }

  Asked query(@Nullable String value) {
    return new Asked(route, scheme, authority, path, forwardPath, value, lines, consumer);
  }

  Asked lines(String value) {
    return new Asked(route, scheme, authority, path, forwardPath, query, value, consumer);
  }

  String host() {
    return Authority.host(authority);
  }

  WireHeaders fields() {
    return Fields.of(lines);
  }

  /** An exchange that answers the questions of a key alone. */
  Exchange exchange() {
    WireHeaders fields = fields();
    return (Exchange)
        Proxy.newProxyInstance(
            Asked.class.getClassLoader(),
            new Class<?>[] {Exchange.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "routeId" -> route;
                  case "scheme" -> scheme;
                  case "host" -> host();
                  case "authority" -> authority;
                  case "path" -> path;
                  case "originPath" -> forwardPath == null ? path : forwardPath;
                  case "forwardQuery" -> query;
                  case "requestHeaders" -> fields;
                  case "consumer" -> consumer;
                  case "isFromTrustedProxy" -> lines.contains("orwarded");
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }
}
