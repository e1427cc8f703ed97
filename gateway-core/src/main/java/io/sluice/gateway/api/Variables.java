package io.sluice.gateway.api;

import java.util.List;

/** The exchange variables that config strings may name; the list is the contract's. */
final class Variables {
  private static final String EXPECTED =
      "host, path, query, method, scheme, client_ip, route, upstream, request_id, consumer, header.NAME,"
          + " cookie.NAME, query.NAME or path.NAME";

  private Variables() {}

  static Template.Variable named(String name, List<String> pathParameters) {
    switch (name) {
      case "host":
        return Exchange::host;
      case "path":
        return Exchange::path;
      case "query":
        return Exchange::query;
      case "method":
        return Exchange::method;
      case "scheme":
        return Exchange::scheme;
      case "client_ip":
        return Exchange::clientIp;
      case "route":
        return Exchange::routeId;
      case "upstream":
        return Exchange::upstreamId;
      case "request_id":
        return Exchange::requestId;
      case "consumer":
        return Exchange::consumer;
      default:
        return pathParameters.contains(name)
            ? exchange -> exchange.pathParameter(name)
            : scoped(name);
    }
  }

  private static Template.Variable scoped(String name) {
    int dot = name.indexOf('.');
    String key = name.substring(dot + 1);
    if (dot > 0 && !key.isEmpty()) {
      switch (name.substring(0, dot)) {
        case "header":
          return exchange -> exchange.requestHeaders().get(key);
        case "cookie":
          return exchange -> exchange.cookie(key);
        case "query":
          return exchange -> exchange.queryParameter(key);
        case "path":
          return exchange -> exchange.pathParameter(key);
        default:
      }
    }
    throw new IllegalArgumentException(
        "unknown variable {" + name + "} (expected: " + EXPECTED + ")");
  }
}
