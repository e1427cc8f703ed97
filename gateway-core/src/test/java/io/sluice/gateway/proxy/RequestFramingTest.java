package io.sluice.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.Fields.Field;
import io.sluice.gateway.testkit.GatewayExtension;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.ReceivedRequest;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a request's body is delimited on its way to the origin (RFC 9112 6.3). */
class RequestFramingTest {
  @RegisterExtension static final GatewayExtension sluice = GatewayExtension.forwarding();

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "none       | X: y~~                                       | - | -       | ''",
        "empty      | Content-Length: 0~~                          | 0 | -       | ''",
        "sized      | Content-Length: 5~~hello                     | 5 | -       | hello",
        "chunked    | Transfer-Encoding: chunked~~2~he~3~llo~0~~   | - | chunked | hello",
        "other case | Transfer-Encoding: CHUNKED~~5~hello~0~~      | - | chunked | hello",
        "no chunk   | Transfer-Encoding: chunked~~0~~              | - | chunked | ''"
      })
  void aBodyArrivesWhole(String name, String sent, String length, String coding, String body) {
    String request = "POST / HTTP/1.1\r\nHost: x\r\n" + sent.replace("~", "\r\n");
    RawClient client = sluice.connect();
    assertThat(client.send(request).read().status()).isEqualTo(200);
    assertThat(client.sendByteByByte(request).read().status()).isEqualTo(200);

    for (int i = 0; i < 2; i++) {
      ReceivedRequest seen = sluice.origin().takeRequest();
      assertThat(seen.headers().first("content-length")).isEqualTo(length);
      assertThat(seen.headers().first("transfer-encoding")).isEqualTo(coding);
      assertThat(seen.text()).isEqualTo(body);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "DELETE", "OPTIONS"})
  void everyMethodMayHaveABody(String method) {
    String request = method + " / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello";
    RawClient client = sluice.connect().send(request);
    assertThat((method.equals("HEAD") ? client.readToHead() : client.read()).status())
        .isEqualTo(200);
    assertThat(sluice.origin().takeRequest().text()).isEqualTo("hello");
  }

  @Test
  void trailersFollowAChunkedBody() {
    sluice
        .connect()
        .send(
            "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTrailer: digest\r\n\r\n"
                + "5\r\nhello\r\n0\r\nDigest: abc\r\nHost: y\r\nX-Forwarded-For: 1.2.3.4\r\n\r\n")
        .read();

    ReceivedRequest seen = sluice.origin().takeRequest();
    assertThat(seen.text()).isEqualTo("hello");
    assertThat(seen.trailers().all()) // what routes a message must not come late
        .containsExactly(new Field("Digest", "abc"));
  }

  @Test
  void aLargeBodyIsRelayedBitForBit() {
    byte[] body = Bodies.random(3 << 20);
    RawClient client = sluice.connect();
    client
        .send("PUT /sized HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length + "\r\n\r\n")
        .send(body);
    assertThat(client.read().status()).isEqualTo(200);
    client
        .send("PUT /chunked HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        .send(Bodies.chunked(body, 7000));
    assertThat(client.read().status()).isEqualTo(200);

    assertThat(sluice.origin().takeRequest().body()).isEqualTo(body);
    assertThat(sluice.origin().takeRequest().body()).isEqualTo(body);
  }

  @Test
  void aBodyStreamsBeforeItIsComplete() {
    CountDownLatch headSeen = new CountDownLatch(1);
    sluice
        .origin()
        .answerEarly(
            (request, connection) -> {
              headSeen.countDown();
              sluice.origin().readBody(request, connection);
              connection.answer(200, request.text());
            });
    RawClient client =
        sluice.connect().send("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhe");
    Await.open(headSeen);
    assertThat(client.send("llo").read().text()).isEqualTo("hello");
  }
}
