package io.sluice.gateway.routing;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/** A request that tests put together by hand: {@code get("api.test/users").header("x", "y")}. */
final class TestRequest implements RouteRequest {
  private final String method;
  private final String host;
  private final String path;
  private final HttpHeaders headers = new DefaultHttpHeaders();
  private final Map<String, String> cookies = new HashMap<>();
  private final Map<String, String> parameters = new HashMap<>();
  private int looks;
  private InetAddress client = InetAddress.getLoopbackAddress();

  TestRequest(String method, String host, String path) {
    this.method = method;
    this.host = host;
    this.path = path;
  }

  /** A GET of a host directly followed by a path. */
  static TestRequest get(String hostAndPath) {
    return request("GET", hostAndPath);
  }

  static TestRequest request(String method, String hostAndPath) {
    int slash = hostAndPath.indexOf('/');
    return new TestRequest(method, hostAndPath.substring(0, slash), hostAndPath.substring(slash));
  }

  TestRequest header(String name, String value) {
    headers.add(name, value);
    return this;
  }

  TestRequest cookie(String name, String value) {
    cookies.put(name, value);
    return this;
  }

  TestRequest parameter(String name, String value) {
    parameters.put(name, value);
    return this;
  }

  TestRequest from(String address) {
    client = NetUtil.createInetAddressFromIpAddressString(address);
    return this;
  }

  @Override
  public String method() {
    return method;
  }

  @Override
  public String host() {
    looks++;
    return host;
  }

  /** How often the host was asked for: once to begin with, and once for each rule looked at. */
  int looks() {
    return looks;
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public String query() {
    return parameters.isEmpty() ? null : parameters.toString();
  }

  @Override
  public HttpHeaders requestHeaders() {
    return headers;
  }

  @Override
  public String cookie(String name) {
    return cookies.get(name);
  }

  @Override
  public String queryParameter(String name) {
    return parameters.get(name);
  }

  @Override
  public InetAddress clientAddress() {
    return client;
  }

  @Override
  public String toString() {
    return method + " " + host + path + " " + headers.entries() + cookies + parameters + client;
  }
}
