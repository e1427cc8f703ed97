package io.sluice.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testkit.Fields;
import io.sluice.gateway.testkit.GatewayExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Fields that concern one connection end there (RFC 9110 7.6.1); all others pass. */
class HopByHopTest {
  private static final String FIELDS =
      "Connection: X-Private, keep-alive\r\nKeep-Alive: timeout=5\r\nX-Private: secret\r\n"
          + "Connection: X-Other\r\nX-Other: secret\r\nTE: trailers\r\n"
          + "Proxy-Connection: keep-alive\r\nUpgrade: x\r\n"
          + "X-Public: yes\r\nAuthorization: Basic eDp5\r\nCookie: a=b\r\nX-Public: again\r\n";

  @RegisterExtension static final GatewayExtension sluice = GatewayExtension.forwarding();

  @Test
  void theOriginSeesNoneOfTheClientsConnection() {
    sluice.connect().send("GET / HTTP/1.1\r\nHost: x\r\n" + FIELDS + "\r\n").read();

    Fields seen = sluice.origin().takeRequest().headers();
    assertThat(seen.names())
        .containsExactly(
            "Host",
            "X-Public",
            "Authorization",
            "Cookie",
            "X-Public",
            "x-forwarded-for",
            "x-forwarded-proto",
            "x-forwarded-host",
            "x-forwarded-port",
            "via",
            "x-request-id");
    assertThat(seen.all("x-public")).containsExactly("yes", "again");
  }

  @Test
  void theClientSeesNoneOfTheOriginsConnection() {
    sluice.origin().answer((request, connection) -> connection.answer(200, FIELDS, "ok"));

    Fields seen = sluice.connect().get("/").read().headers();
    assertThat(seen.names())
        .containsExactly(
            "X-Public", "Authorization", "Cookie", "X-Public", "Content-Length", "date");
  }

  @Test
  void transferEncodingIsEachSidesOwn() {
    sluice
        .origin()
        .answer(
            (request, connection) ->
                connection.send(
                    "HTTP/1.1 200 OK\r\nConnection: transfer-encoding\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"));
    assertThat(sluice.connect().get("/").read().text()).isEqualTo("ok");
  }

  /** RFC 9110 6.6.1: a recipient with a clock adds the date that the origin left out. */
  @Test
  void aResponseIsDatedOnce() {
    assertThat(sluice.connect().get("/").read().headers().all("date"))
        .singleElement()
        .asString()
        .endsWith(" GMT");
    String date = "Sun, 06 Nov 1994 08:49:37 GMT";
    sluice
        .origin()
        .answer((request, connection) -> connection.answer(200, "Date: " + date + "\r\n", "ok"));
    assertThat(sluice.connect().get("/").read().headers().all("date")).containsExactly(date);
  }
}
