package io.sluice.gateway.routing;

import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** What routes look at; the exchange implements it itself, so that a lookup allocates nothing. */
public interface RouteRequest {

  /** The method as sent: a token, case-sensitive. */
  String method();

  /** The host in lower case, without port; empty when there is none. */
  String host();

  /** The normalised path, still percent-encoded; starts with a slash. */
  String path();

  /** The raw query without its question mark, or null. */
  @Nullable String query();

  /** The header fields. */
  HttpHeaders requestHeaders();

  /** The value of a cookie, or null. */
  @Nullable String cookie(String name);

  /** The first value of a query parameter, percent-decoded, or null. */
  @Nullable String queryParameter(String name);

  /** Who asks, after trusted proxies. */
  InetAddress clientAddress();
}
