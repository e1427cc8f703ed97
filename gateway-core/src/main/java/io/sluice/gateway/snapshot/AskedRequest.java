package io.sluice.gateway.snapshot;

import io.netty.handler.codec.http.HttpHeaders;
import io.sluice.gateway.http.Cookies;
import io.sluice.gateway.http.Queries;
import io.sluice.gateway.routing.RouteRequest;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * A request that nobody has sent, or has sent some time ago: to be asked about, not forwarded.
 *
 * @param host in lower case, without port
 * @param path normalised, without the query
 */
public record AskedRequest(
    String method,
    String host,
    String path,
    @Nullable String query,
    HttpHeaders requestHeaders,
    InetAddress clientAddress)
    implements RouteRequest {

  @Override
  public @Nullable String cookie(String name) {
    return Cookies.find(requestHeaders.getAll("cookie"), name);
  }

  @Override
  public @Nullable String queryParameter(String name) {
    return Queries.find(query, name);
  }
}
