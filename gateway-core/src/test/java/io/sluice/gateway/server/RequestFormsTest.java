package io.sluice.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testkit.Ending;
import io.sluice.gateway.testkit.GatewayExtension;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.RawResponse;
import io.sluice.gateway.testkit.ReceivedRequest;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Forms of the request line (RFC 9112 3.2), and what this gateway does not speak. */
class RequestFormsTest {
  @RegisterExtension static final GatewayExtension sluice = GatewayExtension.forwarding();

  @ParameterizedTest(name = "{0} -> {1}, Host: {2}")
  @CsvSource({
    "http://shop.example/a?b=c,      /a?b=c, shop.example",
    "http://shop.example:8080/,      /,      shop.example:8080",
    "http://shop.example,            /,      shop.example",
    "http://shop.example?b=c,        /?b=c,  shop.example",
    "HTTPS://shop.example/%41,       /A,     shop.example",
    "/a/./b/../c,                    /a/c,   other.example",
    "/?a=/../b,                      /?a=/../b, other.example"
  })
  void theTargetReachesTheOriginInOriginForm(String target, String forwarded, String host) {
    String request = "GET " + target + " HTTP/1.1\r\nHost: other.example\r\n\r\n";
    assertThat(sluice.connect().send(request).read().status()).isEqualTo(200);

    ReceivedRequest seen = sluice.origin().takeRequest();
    assertThat(seen.target()).isEqualTo(forwarded);
    assertThat(seen.headers().all("host")).containsExactly(host);
  }

  @Test
  void optionsForTheServerAsAWhole() {
    String request = "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n";
    assertThat(sluice.connect().send(request).read().status()).isEqualTo(200);

    assertThat(sluice.origin().takeRequest().target()).isEqualTo("*");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PROPFIND", "PATCH", "get", "M-SEARCH"})
  void methodsAreForwardedAsTheyAre(String method) {
    String request = method + " / HTTP/1.1\r\nHost: x\r\n\r\n";
    assertThat(sluice.connect().send(request).read().status()).isEqualTo(200);

    assertThat(sluice.origin().takeRequest().method()).isEqualTo(method);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CONNECT origin.example:443 HTTP/1.1\r\nHost: origin.example:443\r\n\r\n",
        "GET /chat HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
      })
  void upgradesAreRefused(String request) {
    RawClient client = sluice.connect().send(request);

    RawResponse refused = client.read();
    assertThat(refused.status()).isEqualTo(501);
    assertThat(refused.problem()).isEqualTo("upgrade_not_supported");
    assertThat(refused.header("connection")).isEqualTo("close");
    assertThat(client.awaitClose()).isEqualTo(Ending.CLOSED);
    assertThat(sluice.origin().requests()).isEmpty();
  }

  /** RFC 9110 7.8: a server may ignore it; Java's own client offers it with every first request. */
  @Test
  void anOfferOfHttp2IsIgnoredAndNotForwarded() {
    RawClient client =
        sluice
            .connect()
            .send(
                "GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\n"
                    + "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n");

    assertThat(client.read().status()).isEqualTo(200);
    assertThat(sluice.origin().takeRequest().headText().toLowerCase(Locale.ROOT))
        .doesNotContain("h2c")
        .doesNotContain("http2-settings");
  }

  @Test
  void anUpgradeThatConnectionDoesNotNameIsNoUpgrade() {
    RawClient client =
        sluice.connect().send("GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n\r\n");
    assertThat(client.read().status()).isEqualTo(200);
    assertThat(sluice.origin().takeRequest().headers().has("upgrade")).isFalse();
  }

  @Test
  void http2WithoutAgreementIsRefused() {
    RawClient client = sluice.connect().send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    assertThat(client.read().status()).isEqualTo(505);
    assertThat(client.awaitClose()).isEqualTo(Ending.CLOSED);
  }

  /** RFC 9112 3.2.4: no path at all in OPTIONS is the asterisk of the last hop. */
  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource({
    "http://shop.example,      *",
    "http://shop.example:81,   *",
    "http://shop.example/,     /",
    "http://shop.example?a=b,  /?a=b"
  })
  void optionsInAbsoluteForm(String target, String forwarded) {
    String request = "OPTIONS " + target + " HTTP/1.1\r\nHost: x\r\n\r\n";
    assertThat(sluice.connect().send(request).read().status()).isEqualTo(200);
    assertThat(sluice.origin().takeRequest().target()).isEqualTo(forwarded);
  }

  /** RFC 9110 7.6.2. */
  @ParameterizedTest(name = "{0}, Max-Forwards: {1} -> {2}, origin gets {3}")
  @CsvSource(
      nullValues = "-",
      value = {
        "OPTIONS, 2,  200, 1",
        "OPTIONS, 1,  200, 0",
        "OPTIONS, 0,  204, -",
        "TRACE,   1,  200, 0",
        "TRACE,   0,  405, -",
        "GET,     0,  200, 0",
        "OPTIONS, x,  200, x"
      })
  void maxForwardsCountsHops(String method, String hops, int status, String passed) {
    String request = method + " / HTTP/1.1\r\nHost: x\r\nMax-Forwards: " + hops + "\r\n\r\n";
    assertThat(sluice.connect().send(request).read().status()).isEqualTo(status);
    if (passed == null) {
      assertThat(sluice.origin().requests()).isEmpty();
    } else {
      assertThat(sluice.origin().takeRequest().headers().all("max-forwards"))
          .containsExactly(passed);
    }
  }

  /** RFC 9110 10.1.1: HTTP/1.0 has no 100, so nobody waits for it. */
  @Test
  void anExpectationOfHttp10IsNotForwarded() {
    String request =
        "POST / HTTP/1.0\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nhi";
    assertThat(sluice.connect().send(request).read().status()).isEqualTo(200);
    assertThat(sluice.origin().takeRequest().headers().has("expect")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HEAD / HTTP/1.1\r\nHost: x\r\nbad name: y\r\n\r\n",
        "HEAD /%00 HTTP/1.1\r\nHost: x\r\n\r\n"
      })
  void aRefusedHeadHasNoBody(String request) {
    RawClient client = sluice.connect().send(request);
    assertThat(client.readToHead().status()).isEqualTo(400);
    client.closeOutput();
    assertThat(client.readRest()).isEmpty();
  }
}
