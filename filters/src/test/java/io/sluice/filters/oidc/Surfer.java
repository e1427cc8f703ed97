package io.sluice.filters.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.RawResponse;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A browser with cookies, on one connection to the gateway. For one thread. */
final class Surfer {
  static final String HTML = "accept: text/html,*/*\r\n";

  private final RawClient client;
  private final Map<String, String> cookies = new TreeMap<>();

  Surfer(RawClient client) {
    this.client = client;
  }

  Map<String, String> cookies() {
    return cookies;
  }

  /** The cookies as a browser sends them, with a field line around. */
  String cookieLine() {
    return cookies.isEmpty()
        ? ""
        : cookies.entrySet().stream()
            .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
            .collect(Collectors.joining("; ", "cookie: ", "\r\n"));
  }

  /** Goes to a page. */
  RawResponse visit(String target) {
    return request("GET", target, HTML);
  }

  /** Asks for something, with these field lines. */
  RawResponse request(String method, String target, String... fields) {
    client.send(
        method
            + " "
            + target
            + " HTTP/1.1\r\nhost: app.test\r\n"
            + cookieLine()
            + String.join("", fields)
            + (method.equals("POST") ? "content-length: 0\r\n" : "")
            + "\r\n");
    RawResponse response = method.equals("HEAD") ? client.readToHead() : client.read();
    keep(response);
    return response;
  }

  /** Keeps what a response sets, as strictly as browsers do. */
  void keep(RawResponse response) {
    for (String field : response.headers().all("set-cookie")) {
      assertThat(field.length()).as("length of a cookie").isLessThanOrEqualTo(4096);
      assertThat(field).contains("; Path=/; HttpOnly; Secure; SameSite=Lax");
      assertThat(response.header("cache-control")).isEqualTo("no-store");
      String pair = field.substring(0, field.indexOf(';'));
      String name = pair.substring(0, pair.indexOf('='));
      assertThat(name).startsWith("__Host-");
      if (field.contains("; Max-Age=0;")) {
        cookies.remove(name);
      } else {
        cookies.put(name, pair.substring(name.length() + 1));
      }
    }
  }

  /** Logs in on the way to a page; the response that leads there. */
  RawResponse logIn(FakeProvider provider, String target) {
    RawResponse away = visit(target);
    assertThat(away.status()).as(away.toString()).isEqualTo(302);
    return visit(provider.logIn(String.valueOf(away.header("location"))));
  }
}
