package io.sluice.gateway.snapshot;

import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.Template;
import io.sluice.gateway.config.RewriteConfig;
import io.sluice.gateway.config.RouteConfig;
import org.jspecify.annotations.Nullable;

/** A route's {@code rewrite}: what the origin sees instead of the client's path and host. */
public final class Rewrite {
  /** Where the Host that goes to the origin comes from. */
  public enum Host {
    KEEP,
    UPSTREAM,
    FIXED
  }

  private static final Rewrite NONE = new Rewrite(null, null, null, Host.KEEP, "");

  private final @Nullable String stripPrefix;
  private final @Nullable String addPrefix;
  private final @Nullable Template path;
  private final Host host;
  private final String fixedHost;

  private Rewrite(
      @Nullable String stripPrefix,
      @Nullable String addPrefix,
      @Nullable Template path,
      Host host,
      String fixedHost) {
    this.stripPrefix = stripPrefix;
    this.addPrefix = addPrefix;
    this.path = path;
    this.host = host;
    this.fixedHost = fixedHost;
  }

  static Rewrite of(RouteConfig route) {
    RewriteConfig config = route.rewrite();
    if (config == null) {
      return NONE;
    }
    Host host =
        switch (config.host()) {
          case RewriteConfig.KEEP_HOST -> Host.KEEP;
          case RewriteConfig.UPSTREAM_HOST -> Host.UPSTREAM;
          default -> Host.FIXED;
        };
    return new Rewrite(
        withoutTrailingSlash(config.stripPrefix()),
        withoutTrailingSlash(config.addPrefix()),
        config.path() == null ? null : route.template(config.path()),
        host,
        config.host());
  }

  private static @Nullable String withoutTrailingSlash(@Nullable String prefix) {
    return prefix != null && prefix.endsWith("/")
        ? prefix.substring(0, prefix.length() - 1)
        : prefix;
  }

  public Host host() {
    return host;
  }

  /** The Host of {@link Host#FIXED}. */
  public String fixedHost() {
    return fixedHost;
  }

  /** The path for the origin, or null when it is the client's own. */
  public @Nullable String path(Exchange exchange) {
    if (path != null) {
      return path.renderPath(exchange);
    }
    if (stripPrefix == null && addPrefix == null) {
      return null;
    }
    String rest = exchange.path();
    if (stripPrefix != null && isPrefix(rest, stripPrefix)) {
      rest = rest.substring(stripPrefix.length());
    }
    if (addPrefix != null && !addPrefix.isEmpty()) {
      return rest.startsWith("/") || rest.isEmpty() ? addPrefix + rest : addPrefix + '/' + rest;
    }
    return rest.isEmpty() ? "/" : rest;
  }

  private static boolean isPrefix(String path, String prefix) {
    return path.startsWith(prefix)
        && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
  }
}
