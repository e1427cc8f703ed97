package io.sluice.gateway.api;

import java.util.List;

/** The exchange variables that config strings may name; the list is the contract's. */
final class Variables {
  private static final String EXPECTED =
      "host, path, query, method, scheme, client_ip, route, upstream, request_id, consumer, header.NAME,"
          + " cookie.NAME, query.NAME or path.NAME";

  /** What kind of text a variable's value is; each kind may stand where the later ones may. */
  enum Origin {
    /** A piece of the normalised path, percent-encoded. */
    PATH,
    /** Characters that a URI may hold: they were checked as such, or made here. */
    URI,
    /** Any text. */
    TEXT
  }

  private Variables() {}

  static Template.Variable named(String name, List<String> pathParameters) {
    return switch (name) {
      case "host" -> Exchange::host;
      case "path" -> Exchange::path;
      case "query" -> Exchange::query;
      case "method" -> Exchange::method;
      case "scheme" -> Exchange::scheme;
      case "client_ip" -> Exchange::clientIp;
      case "route" -> Exchange::routeId;
      case "upstream" -> Exchange::upstreamId;
      case "request_id" -> Exchange::requestId;
      case "consumer" -> Exchange::consumer;
      default ->
          pathParameters.contains(name) ? exchange -> exchange.pathParameter(name) : scoped(name);
    };
  }

  static Origin originOf(String name, List<String> pathParameters) {
    if (name.equals("path") || name.startsWith("path.") || pathParameters.contains(name)) {
      return Origin.PATH;
    }
    return name.indexOf('.') > 0 || name.equals("consumer") ? Origin.TEXT : Origin.URI;
  }

  private static Template.Variable scoped(String name) {
    int dot = name.indexOf('.');
    String scope = dot > 0 ? name.substring(0, dot) : "";
    String key = name.substring(dot + 1);
    return switch (key.isEmpty() ? "" : scope) {
      case "header" -> exchange -> exchange.requestHeaders().get(key);
      case "cookie" -> exchange -> exchange.cookie(key);
      case "query" -> exchange -> exchange.queryParameter(key);
      case "path" -> exchange -> exchange.pathParameter(key);
      default ->
          throw new IllegalArgumentException(
              "unknown variable {" + name + "} (expected: " + EXPECTED + ")");
    };
  }
}
