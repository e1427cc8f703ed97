package io.sluice.gateway.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.RequestBodyFilter;
import io.sluice.gateway.api.Verdict;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.RawResponse;
import io.sluice.gateway.testkit.ReceivedRequest;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a filter writes into a message, the messages stay apart and well-formed. */
class FilterMistakesTest {
  private static final String POST = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello";

  /** The next request must not be read in what is left of this one (CWE-444). */
  @ParameterizedTest(name = "announced {0}, sent {1}")
  @CsvSource({"5, GET /smuggled HTTP/1.1", "6, ''"})
  void aRequestOfAnotherLengthThanItSaysNeverReachesTheOriginWhole(int length, String end) {
    RequestBodyFilter lying =
        new RequestBodyFilter() {
          @Override
          public Verdict onRequest(Exchange exchange) {
            if (exchange.method().equals("POST")) {
              exchange.requestHeaders().set("content-length", String.valueOf(length));
            }
            return Verdict.CONTINUE;
          }

          @Override
          public ByteBuf onRequestBody(Exchange exchange, ByteBuf chunk, boolean last) {
            return last ? Unpooled.copiedBuffer(end, StandardCharsets.US_ASCII) : chunk;
          }
        };
    try (FilterGateway sluice = FilterGateway.of(lying)) {
      assertThat(sluice.connect().send(POST).read().problem()).isEqualTo("filter_error");
      assertThat(sluice.connect().get("/next").read().status()).isEqualTo(200);
      assertThat(sluice.origin().requests()).noneMatch(seen -> seen.target().equals("/smuggled"));
      assertThat(sluice.origin().violations()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "-1", "+2", "", "99999999999999999999"})
  void aGarbledLengthIsNoLength(String length) {
    Filter garbling =
        new Filter() {
          @Override
          public Verdict onRequest(Exchange exchange) {
            exchange.requestHeaders().set("content-length", length);
            exchange.requestHeaders().set("transfer-encoding", "gzip");
            return Verdict.CONTINUE;
          }

          @Override
          public Verdict onResponse(Exchange exchange) {
            exchange.responseHeaders().set("content-length", length);
            exchange.responseHeaders().add("content-length", "1");
            exchange.responseHeaders().set("transfer-encoding", "gzip");
            return Verdict.CONTINUE;
          }
        };
    try (FilterGateway sluice = FilterGateway.of(garbling)) {
      RawClient client = sluice.connect();
      assertThat(client.send(POST).read().text()).isEqualTo("ok");
      assertThat(sluice.origin().takeRequest().text()).isEqualTo("hello");
      assertThat(client.get("/").read().text()).isEqualTo("ok");
      ReceivedRequest get = sluice.origin().takeRequest();
      assertThat(get.headers().has("content-length")).isFalse();
      assertThat(get.headers().has("transfer-encoding")).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 99, 100, 101, 199, 600, 1000, -1})
  void aStatusThatNoResponseMayHaveIsA500(int status) {
    Filter setting =
        new Filter() {
          @Override
          public Verdict onRequest(Exchange exchange) {
            if (exchange.path().equals("/reply")) {
              exchange.reply(status, null, Unpooled.EMPTY_BUFFER);
              return Verdict.DONE;
            }
            return Verdict.CONTINUE;
          }

          @Override
          public Verdict onResponse(Exchange exchange) {
            exchange.status(status);
            return Verdict.CONTINUE;
          }
        };
    try (FilterGateway sluice = FilterGateway.of(setting)) {
      RawClient client = sluice.connect();
      assertThat(client.get("/").read().problem()).isEqualTo("filter_error");
      assertThat(client.get("/reply").read().problem()).isEqualTo("filter_error");
    }
  }

  @Test
  void throwingAtTheWholeBodyIsA500ThatNamesTheFilter() {
    Filter throwing =
        new Filter() {
          @Override
          public Verdict onRequest(Exchange exchange) {
            exchange.bufferRequestBody(
                10,
                whole -> {
                  throw new IllegalStateException("broken");
                });
            return Verdict.PAUSE;
          }
        };
    try (FilterGateway sluice = FilterGateway.of(throwing)) {
      RawResponse response = sluice.connect().send(POST).read();
      assertThat(response.status()).isEqualTo(500);
      assertThat(response.problem()).isEqualTo("filter_error");
      assertThat(response.text()).contains("The filter a failed.").doesNotContain("broken");
      assertThat(sluice.origin().requests()).isEmpty();
    }
  }
}
