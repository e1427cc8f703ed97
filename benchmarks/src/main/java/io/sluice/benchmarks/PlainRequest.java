package io.sluice.benchmarks;

import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.sluice.gateway.routing.RouteRequest;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** A GET that has a host and a path and nothing else. */
record PlainRequest(String host, String path) implements RouteRequest {

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
