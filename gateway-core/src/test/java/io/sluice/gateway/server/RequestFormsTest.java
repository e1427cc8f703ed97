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
}
