package io.sluice.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testkit.Fields;
import io.sluice.gateway.testkit.GatewayExtension;
import io.sluice.gateway.testkit.RawClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the origin is told of the client, and what of it a client can forge: nothing. */
class ForwardedFieldsTest {
  private static final String YAML =
      """
      listeners:
        - { id: http, bind: "127.0.0.1:0", trusted_proxies: [ %s ] }
      routes:
        - { id: all, upstream: origin }
        - { id: who, match: { path: { exact: /who } }, direct_response: { body: "{client_ip}" } }
        - { id: how, match: { path: { exact: /how } }, direct_response: { body: "{scheme}" } }
      upstreams:
        - { id: origin, targets: [ { address: "${origin}" } ] }
      """;

  private static final String SPOOFED =
      "GET / HTTP/1.1\r\nHost: shop.example\r\n"
          + "X-Forwarded-For: 192.0.2.1\r\nX-Forwarded-For: 192.0.2.2\r\n"
          + "X-Forwarded-Proto: https\r\nX-Forwarded-Host: bank.example\r\n"
          + "X-Forwarded-Port: 443\r\nForwarded: for=192.0.2.3\r\nX-Request-Id: mine\r\n\r\n";

  @RegisterExtension static final GatewayExtension sluice = GatewayExtension.of(YAML.formatted(""));

  private static void trustLoopback() {
    sluice.reload(YAML.formatted("127.0.0.0/8, 10.0.0.0/8"));
  }

  private static Fields forwarded(String request) {
    assertThat(sluice.connect().send(request).read().status()).isEqualTo(200);
    return sluice.origin().takeRequest().headers();
  }

  @Test
  void aStrangersWordIsReplaced() {
    Fields seen = forwarded(SPOOFED);

    assertThat(seen.all("x-forwarded-for")).containsExactly("127.0.0.1");
    assertThat(seen.all("x-forwarded-proto")).containsExactly("http");
    assertThat(seen.all("x-forwarded-host")).containsExactly("shop.example");
    assertThat(seen.all("x-forwarded-port")).containsExactly("" + sluice.gateway().port());
    assertThat(seen.has("forwarded")).isFalse();
    assertThat(seen.all("via")).containsExactly("1.1 sluice");
    assertThat(seen.all("x-request-id")).singleElement().asString().matches("[0-9a-f]{32}");
  }

  @Test
  void aTrustedProxysWordIsKeptAndContinued() {
    trustLoopback();
    Fields seen = forwarded(SPOOFED);

    assertThat(seen.all("x-forwarded-for")).containsExactly("192.0.2.1, 192.0.2.2, 127.0.0.1");
    assertThat(seen.all("x-forwarded-proto")).containsExactly("https");
    assertThat(seen.all("x-forwarded-host")).containsExactly("bank.example");
    assertThat(seen.all("x-forwarded-port")).containsExactly("443");
    assertThat(seen.all("forwarded")).containsExactly("for=192.0.2.3", "for=127.0.0.1;proto=http");
    assertThat(seen.all("x-request-id")).containsExactly("mine");
  }

  @Test
  void aTrustedProxyThatSaysNothingIsTheClient() {
    trustLoopback();
    Fields seen = forwarded("GET / HTTP/1.1\r\nHost: shop.example\r\n\r\n");

    assertThat(seen.all("x-forwarded-for")).containsExactly("127.0.0.1");
    assertThat(seen.all("x-forwarded-proto")).containsExactly("http");
    assertThat(seen.all("x-forwarded-host")).containsExactly("shop.example");
    assertThat(seen.all("x-forwarded-port")).containsExactly("" + sluice.gateway().port());
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "192.0.2.1                       | 192.0.2.1",
        "192.0.2.1, 192.0.2.2            | 192.0.2.2",
        "192.0.2.1, 10.1.1.1             | 192.0.2.1",
        "192.0.2.1, 10.1.1.1, 10.1.1.2   | 192.0.2.1",
        "10.1.1.1, 10.1.1.2              | 10.1.1.1",
        "192.0.2.1, spoofed, 10.1.1.1    | 10.1.1.1",
        "192.0.2.1:4711                  | 192.0.2.1",
        "[2001:db8::1]:4711              | 2001:db8:0:0:0:0:0:1",
        "2001:db8::1                     | 2001:db8:0:0:0:0:0:1",
        "spoofed                         | 127.0.0.1",
        ",                               | 127.0.0.1"
      })
  void theClientIsTheNearestThatIsNoTrustedProxy(String chain, String client) {
    trustLoopback();
    String request = "GET /who HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: " + chain + "\r\n\r\n";
    assertThat(sluice.connect().send(request).read().text()).isEqualTo(client);
  }

  @Test
  void theLastOfSeveralChainsIsTheNearest() {
    trustLoopback();
    String request =
        "GET /who HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 192.0.2.1\r\n"
            + "X-Forwarded-For: 192.0.2.2\r\n\r\n";
    assertThat(sluice.connect().send(request).read().text()).isEqualTo("192.0.2.2");
  }

  @Test
  void aStrangersChainIsNotBelieved() {
    String request = "GET /who HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 192.0.2.1\r\n\r\n";
    assertThat(sluice.connect().send(request).read().text()).isEqualTo("127.0.0.1");
  }

  @Test
  void aClientCannotHaveThemDroppedThroughConnection() {
    Fields seen =
        forwarded(
            "POST / HTTP/1.1\r\nHost: shop.example\r\nContent-Length: 2\r\n"
                + "Connection: x-forwarded-for, x-request-id, via, host, content-length\r\n\r\nhi");
    assertThat(seen.all("x-forwarded-for")).containsExactly("127.0.0.1");
    assertThat(seen.all("host")).containsExactly("shop.example");
    assertThat(seen.all("content-length")).containsExactly("2");
    assertThat(seen.has("x-request-id")).isTrue();
    assertThat(seen.has("via")).isTrue();
  }

  @ParameterizedTest(name = "{0}: kept from a trusted proxy {1}")
  @CsvSource({
    "X-Forwarded-Prefix,   true",
    "X-Forwarded-User,     true",
    "X-Real-IP,            true",
    "X_Forwarded_For,      false",
    "x-forwarded_host,     false",
    "X_Real_IP,            false",
    "X_Request_Id,         false",
    "X.Forwarded.For,      false",
    "X~Request-Id,         false",
    "Client.Cert,          false",
    "Content_Length,       false",
    "Transfer_Encoding,    false"
  })
  void whatPosesAsAProxysWordIsDropped(String name, boolean keptIfTrusted) {
    String request = "GET / HTTP/1.1\r\nHost: x\r\n" + name + ": forged\r\n\r\n";
    assertThat(forwarded(request).has(name)).isFalse();
    trustLoopback();
    assertThat(forwarded(request).has(name)).isEqualTo(keptIfTrusted);
  }

  @Test
  void viaIsContinued() {
    Fields seen = forwarded("GET / HTTP/1.1\r\nHost: x\r\nVia: 1.0 fred\r\n\r\n");
    assertThat(String.join(", ", seen.all("via"))).isEqualTo("1.0 fred, 1.1 sluice");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "with space", "ümlaut"})
  void anUnusableRequestIdIsReplacedEvenFromATrustedProxy(String id) {
    trustLoopback();
    Fields seen = forwarded("GET / HTTP/1.1\r\nHost: x\r\nX-Request-Id: " + id + "\r\n\r\n");
    assertThat(seen.all("x-request-id")).singleElement().asString().matches("[0-9a-f]{32}");

    String longest = "x".repeat(128);
    assertThat(
            forwarded("GET / HTTP/1.1\r\nHost: x\r\nX-Request-Id: " + longest + "\r\n\r\n")
                .all("x-request-id"))
        .containsExactly(longest);
    assertThat(
            forwarded("GET / HTTP/1.1\r\nHost: x\r\nX-Request-Id: " + longest + "x\r\n\r\n")
                .first("x-request-id"))
        .hasSize(32);
  }

  @Test
  void everyRequestOfAConnectionHasItsOwnId() {
    RawClient client = sluice.connect();
    client.get("/").read();
    client.get("/").read();
    assertThat(sluice.origin().takeRequest().headers().first("x-request-id"))
        .isNotEqualTo(sluice.origin().takeRequest().headers().first("x-request-id"));
  }

  @ParameterizedTest(name = "Forwarded: {0} -> {1}, {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "for=192.0.2.1                                    | 192.0.2.1               | http",
        "for=192.0.2.1;proto=https                        | 192.0.2.1               | https",
        "For=192.0.2.1; Proto=HTTPS                       | 192.0.2.1               | https",
        "proto=https                                      | 127.0.0.1               | https",
        "for=192.0.2.1;proto=https, for=192.0.2.2         | 192.0.2.2               | http",
        "for=192.0.2.1, for=10.1.1.1;proto=https          | 192.0.2.1               | https",
        "for=\"[2001:db8::1]:4711\";by=x                 | 2001:db8:0:0:0:0:0:1    | http",
        "for=\"192.0.2.1, 192.0.2.2\"                     | 127.0.0.1               | http",
        "for=_hidden, for=10.1.1.1                        | 10.1.1.1                | http",
        "for=6.6.6.6;proto=https;x=\", for=192.0.2.1      | 127.0.0.1               | http",
        "for=6.6.6.6;x=\", for=\"192.0.2.1\"              | 127.0.0.1               | http",
        "for=unknown                                      | 127.0.0.1               | http",
        "for=\"192.0.2.1                                  | 127.0.0.1               | http",
        ";;,,                                             | 127.0.0.1               | http"
      })
  void aTrustedProxyMaySayItInTheStandardField(String forwarded, String client, String scheme) {
    trustLoopback();
    assertThat(told("/who", "Forwarded: " + forwarded)).isEqualTo(client);
    assertThat(told("/how", "Forwarded: " + forwarded)).isEqualTo(scheme);
  }

  @ParameterizedTest(name = "X-Forwarded-Proto: {0} -> {1}")
  @CsvSource({"https, https", "HTTPS, https", "http, http", "'https, http', http", "gopher, http"})
  void theSchemeIsWhatTheNearestTrustedProxySays(String field, String scheme) {
    assertThat(told("/how", "X-Forwarded-Proto: " + field)).isEqualTo("http");
    trustLoopback();
    assertThat(told("/how", "X-Forwarded-Proto: " + field)).isEqualTo(scheme);
    Fields seen =
        forwarded("GET / HTTP/1.1\r\nHost: x\r\nX-Forwarded-Proto: " + field + "\r\n\r\n");
    assertThat(seen.all("x-forwarded-proto")).containsExactly(scheme);
  }

  /** A client cannot leave a quote open to hide what its proxy says in a line of its own. */
  @ParameterizedTest
  @ValueSource(strings = {"for=6.6.6.6;proto=https;x=\"", "for=6.6.6.6;x=\"\\\"", "for=\"6.6.6.6"})
  void eachLineOfTheStandardFieldStandsForItself(String forged) {
    trustLoopback();
    String lines = "Forwarded: " + forged + "\r\nForwarded: for=192.0.2.1;proto=http";
    assertThat(told("/who", lines)).isEqualTo("192.0.2.1");
    assertThat(told("/how", lines)).isEqualTo("http");
  }

  /** CVE-2016-5385: CGI would take it for the variable HTTP_PROXY. */
  @Test
  void theFieldProxyIsDropped() {
    trustLoopback();
    assertThat(forwarded("GET / HTTP/1.1\r\nHost: x\r\nProxy: evil:80\r\n\r\n").has("proxy"))
        .isFalse();
  }

  /** Many proxies write X-Forwarded-For and hand on whatever Forwarded a client made up. */
  @Test
  void xForwardedForCountsMoreThanForwarded() {
    trustLoopback();
    String both = "Forwarded: for=192.0.2.9;proto=https\r\nX-Forwarded-For: 192.0.2.1";
    assertThat(told("/who", both)).isEqualTo("192.0.2.1");
    assertThat(told("/how", both)).isEqualTo("http"); // all of one field or all of the other
  }

  @Test
  void hostsTakeTurnsOnOneConnection() {
    RawClient client = sluice.connect();
    for (String host : new String[] {"a", "b.example:81", "a", "c"}) {
      assertThat(client.send("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n").read().status())
          .isEqualTo(200);
      Fields seen = sluice.origin().takeRequest().headers();
      assertThat(seen.all("x-forwarded-host")).containsExactly(host);
      assertThat(seen.all("x-forwarded-for")).containsExactly("127.0.0.1");
    }
  }

  private static String told(String path, String field) {
    String request = "GET " + path + " HTTP/1.1\r\nHost: x\r\n" + field + "\r\n\r\n";
    return sluice.connect().send(request).read().text();
  }
}
