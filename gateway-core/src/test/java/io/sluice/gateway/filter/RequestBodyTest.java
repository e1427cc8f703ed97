package io.sluice.gateway.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.Verdict;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.RawResponse;
import io.sluice.gateway.testkit.ReceivedRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@link Exchange#bufferRequestBody}: a filter that needs the whole body before it decides. */
class RequestBodyTest {
  private final List<String> bodies = new CopyOnWriteArrayList<>();

  /** Notes the whole body, up to 10 bytes; refuses "bad". */
  private Filter reading() {
    return new Filter() {
      @Override
      public Verdict onRequest(Exchange exchange) {
        exchange.bufferRequestBody(
            10,
            whole -> {
              String text = whole.toString(StandardCharsets.US_ASCII);
              bodies.add(text);
              if (text.equals("bad")) {
                exchange.reply(422, null, Unpooled.EMPTY_BUFFER);
              } else {
                exchange.resume();
              }
            });
        return Verdict.PAUSE;
      }
    };
  }

  private static String sized(String body) {
    return "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
  }

  private static String chunked(String body) {
    return "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
        + (body.isEmpty() ? "" : Integer.toHexString(body.length()) + "\r\n" + body + "\r\n")
        + "0\r\nt: 1\r\n\r\n";
  }

  @ParameterizedTest
  @CsvSource({"''", "a", "hello", "0123456789"})
  void aBodyThatFitsIsGivenWholeAndThenForwarded(String body) {
    try (FilterGateway sluice = FilterGateway.of(reading())) {
      RawClient client = sluice.connect();
      assertThat(client.send(sized(body)).read().text()).isEqualTo("ok");
      assertThat(client.send(chunked(body)).read().text()).isEqualTo("ok");
      assertThat(client.sendByteByByte(sized(body)).read().text()).isEqualTo("ok");
      assertThat(client.sendByteByByte(chunked(body)).read().text()).isEqualTo("ok");

      assertThat(bodies).containsExactly(body, body, body, body);
      for (boolean chunks : new boolean[] {false, true, false, true}) {
        ReceivedRequest seen = sluice.origin().takeRequest();
        assertThat(seen.text()).isEqualTo(body);
        assertThat(seen.headers().has("transfer-encoding")).isEqualTo(chunks);
        assertThat(seen.trailers().first("t")).isEqualTo(chunks ? "1" : null);
      }
    }
  }

  @Test
  void aRequestWithoutABodyHasAnEmptyOne() {
    try (FilterGateway sluice = FilterGateway.of(reading())) {
      assertThat(sluice.connect().get("/").read().text()).isEqualTo("ok");
      assertThat(bodies).containsExactly("");
    }
  }

  @Test
  void aLongerOneIsRefusedWithoutReadingIt() {
    try (FilterGateway sluice = FilterGateway.of(reading())) {
      RawClient client =
          sluice.connect().send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\n\r\n");
      RawResponse response = client.read();
      assertThat(response.status()).isEqualTo(413);
      assertThat(response.problem()).isEqualTo("request_too_large");
      assertThat(client.send("0123456789x").send(sized("short")).read().text()).isEqualTo("ok");

      assertThat(sluice.connect().send(chunked("0123456789x")).read().status()).isEqualTo(413);
      assertThat(sluice.connect().sendByteByByte(chunked("0123456789x")).read().status())
          .isEqualTo(413);
      assertThat(bodies).containsExactly("short");
      assertThat(sluice.origin().requests()).hasSize(1);
    }
  }

  @Test
  void theAnswerMayDependOnTheBody() {
    try (FilterGateway sluice = FilterGateway.of(reading())) {
      RawClient client = sluice.connect();
      assertThat(client.send(sized("bad")).read().status()).isEqualTo(422);
      assertThat(client.send(chunked("bad")).read().status()).isEqualTo(422);
      assertThat(client.send(sized("good")).read().status()).isEqualTo(200);
      assertThat(sluice.origin().requests()).hasSize(1);
    }
  }

  @Test
  void aClientThatWaitsIsToldToContinueByTheGateway() {
    try (FilterGateway sluice = FilterGateway.of(reading())) {
      RawClient client =
          sluice
              .connect()
              .send(
                  "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
      assertThat(client.readInformational().status()).isEqualTo(100);
      assertThat(client.send("hello").read().text()).isEqualTo("ok");
      assertThat(sluice.origin().takeRequest().headers().has("expect")).isFalse();
    }
  }

  @Test
  void aClientThatWaitsWithTooMuchIsNotToldToContinue() {
    try (FilterGateway sluice = FilterGateway.of(reading())) {
      RawResponse response =
          sluice
              .connect()
              .send(
                  "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\nExpect: 100-continue\r\n\r\n")
              .read();
      assertThat(response.status()).isEqualTo(413);
      assertThat(response.informational()).isEmpty();
      assertThat(response.header("connection")).isEqualTo("close");
    }
  }

  @Test
  void severalFiltersMayReadIt() {
    try (FilterGateway sluice = FilterGateway.of(reading(), reading(), reading())) {
      RawClient client = sluice.connect();
      assertThat(client.send(sized("hello")).read().text()).isEqualTo("ok");
      assertThat(client.sendByteByByte(chunked("again")).read().text()).isEqualTo("ok");
      assertThat(bodies).containsExactly("hello", "hello", "hello", "again", "again", "again");
      assertThat(sluice.origin().takeRequest().text()).isEqualTo("hello");
      assertThat(sluice.origin().takeRequest().text()).isEqualTo("again");
    }
  }

  @Test
  void theDecisionMayTakeItsTime() {
    Filter slow =
        new Filter() {
          @Override
          public Verdict onRequest(Exchange exchange) {
            exchange.bufferRequestBody(
                1 << 20,
                whole -> {
                  bodies.add("" + whole.readableBytes());
                  CompletableFuture.runAsync(() -> exchange.executor().execute(exchange::resume));
                });
            return Verdict.PAUSE;
          }
        };
    try (FilterGateway sluice = FilterGateway.of(slow)) {
      String body = "x".repeat(300_000);
      RawClient client = sluice.connect();
      assertThat(client.send(sized(body)).read().text()).isEqualTo("ok");
      assertThat(client.send(sized(body)).read().text()).isEqualTo("ok");
      assertThat(bodies).containsExactly("300000", "300000");
      assertThat(sluice.origin().takeRequest().text()).isEqualTo(body);
    }
  }

  @Test
  void askingTooLateIsTheFiltersMistake() {
    Filter late =
        new Filter() {
          @Override
          public Verdict onResponse(Exchange exchange) {
            exchange.bufferRequestBody(10, whole -> {});
            return Verdict.CONTINUE;
          }
        };
    try (FilterGateway sluice = FilterGateway.of(late)) {
      assertThat(sluice.connect().send(sized("hello")).read().problem()).isEqualTo("filter_error");
    }
  }

  @Test
  void aTrailerDoesNotGetAroundAFilter() {
    Filter guard =
        new Filter() {
          @Override
          public Verdict onRequest(Exchange exchange) {
            exchange.requestHeaders().remove("x-internal");
            exchange.requestHeaders().set("x-user", "guest");
            return Verdict.CONTINUE;
          }

          @Override
          public Verdict onResponse(Exchange exchange) {
            exchange.responseHeaders().remove("x-secret");
            return Verdict.CONTINUE;
          }
        };
    try (FilterGateway sluice = FilterGateway.of(guard)) {
      sluice
          .origin()
          .answer(
              (request, connection) ->
                  connection.send(
                      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n"
                          + "X-Secret: 1\r\nX-Sum: 2\r\n\r\n"));
      RawResponse response =
          sluice
              .connect()
              .send(
                  "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n"
                      + "X-Internal: 1\r\nX-User: admin\r\nX-Sum: 2\r\n\r\n")
              .read();
      assertThat(response.trailers().names()).containsExactly("X-Sum");
      assertThat(sluice.origin().takeRequest().trailers().names()).containsExactly("X-Sum");
    }
  }
}
