package io.sluice.gateway.routing;

import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * A host and a path that a rule takes, or for a regex rule what all its paths begin with. Whatever
 * covers the rule takes them too, other rules with the same regex apart.
 */
record Witness(String host, String path) implements RouteRequest {

  static Witness of(Rule<?> rule) {
    HostPattern host = rule.host();
    String name = host.kind() == HostPattern.Kind.WILDCARD ? "x" + host.text() : host.text();
    return new Witness(name, path(rule.path()));
  }

  private static String path(PathPattern path) {
    return switch (path.kind()) {
      case TEMPLATE -> {
        StringBuilder text = new StringBuilder();
        for (String segment : path.segments()) {
          text.append('/').append(PathTemplate.isVariable(segment) ? "x" : segment);
        }
        yield text.toString();
      }
      case REGEX -> path.regexPrefix();
      default -> path.text();
    };
  }

  @Override
  public String method() {
    return "GET";
  }

  @Override
  public @Nullable String query() {
    return null;
  }

  @Override
  public HttpHeaders requestHeaders() {
    return EmptyHttpHeaders.INSTANCE;
  }

  @Override
  public @Nullable String cookie(String name) {
    return null;
  }

  @Override
  public @Nullable String queryParameter(String name) {
    return null;
  }

  @Override
  public InetAddress clientAddress() {
    return InetAddress.getLoopbackAddress();
  }
}
