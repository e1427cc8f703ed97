package io.sluice.gateway.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.api.RequestBodyFilter;
import io.sluice.gateway.api.ResponseBodyFilter;
import io.sluice.gateway.api.Slot;
import io.sluice.gateway.api.Verdict;
import io.sluice.gateway.filter.Notes.Noting;
import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.Fields;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.RawResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Who is called, and in which order: requests forth, responses back. */
class FilterOrderTest {
  private final Notes notes = new Notes();

  private static ByteBuf text(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
  }

  @Test
  void requestsGoForthAndResponsesBack() {
    try (FilterGateway sluice =
        FilterGateway.of(notes.passing("a"), notes.passing("b"), notes.passing("c"))) {
      assertThat(sluice.connect().get("/").read().status()).isEqualTo(200);
      assertThat(notes.afterCompletionOf("c"))
          .containsExactly(
              "a.request",
              "b.request",
              "c.request",
              "c.response 200",
              "b.response 200",
              "a.response 200",
              "a.complete",
              "b.complete",
              "c.complete");
    }
  }

  @Test
  void bodiesGoTheSameWays() {
    class Tagging implements RequestBodyFilter, ResponseBodyFilter {
      private final String tag;

      Tagging(String tag) {
        this.tag = tag;
      }

      @Override
      public Verdict onRequest(Exchange exchange) {
        exchange.requestHeaders().remove("content-length");
        return Verdict.CONTINUE;
      }

      @Override
      public Verdict onResponse(Exchange exchange) {
        exchange.responseHeaders().remove("content-length");
        return Verdict.CONTINUE;
      }

      @Override
      public ByteBuf onRequestBody(Exchange exchange, ByteBuf chunk, boolean last) {
        return last ? text(chunk.toString(StandardCharsets.US_ASCII) + tag) : chunk;
      }

      @Override
      public ByteBuf onResponseBody(Exchange exchange, ByteBuf chunk, boolean last) {
        return onRequestBody(exchange, chunk, last);
      }
    }
    try (FilterGateway sluice =
        FilterGateway.of(new Tagging("1"), new Tagging("2"), new Tagging("3"))) {
      sluice.origin().answer((request, connection) -> connection.answer(200, request.text()));
      String request = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n0";
      assertThat(sluice.connect().send(request).read().text()).isEqualTo("0123321");
    }
  }

  @Test
  void anAnswerIsSeenInFrontOfWhoGaveIt() {
    Noting answering =
        new Noting(notes, "b") {
          @Override
          Verdict request(Exchange exchange) {
            exchange.reply(200, "text/plain", text("from b"));
            return Verdict.DONE;
          }
        };
    try (FilterGateway sluice =
        FilterGateway.of(notes.passing("a"), answering, notes.passing("c"))) {
      assertThat(sluice.connect().get("/").read().text()).isEqualTo("from b");
      assertThat(notes.afterCompletionOf("b"))
          .containsExactly("a.request", "b.request", "a.response 200", "a.complete", "b.complete");
    }
  }

  @Test
  void anAnswerCountsWhateverTheVerdict() {
    Noting careless =
        new Noting(notes, "a") {
          @Override
          Verdict request(Exchange exchange) {
            exchange.fail(GatewayError.client(401, "who_are_you"));
            return Verdict.CONTINUE; // DONE is meant
          }
        };
    try (FilterGateway sluice = FilterGateway.of(careless)) {
      assertThat(sluice.connect().get("/").read().status()).isEqualTo(401);
      assertThat(sluice.origin().requests()).isEmpty();
    }
  }

  @Test
  void theFirstAnswerCounts() {
    Noting twice =
        new Noting(notes, "a") {
          @Override
          Verdict request(Exchange exchange) {
            exchange.reply(200, null, text("first"));
            exchange.reply(200, null, text("second")); // released by the engine
            return Verdict.DONE;
          }
        };
    try (FilterGateway sluice = FilterGateway.of(twice)) {
      RawClient client = sluice.connect();
      assertThat(client.get("/").read().text()).isEqualTo("first");
      assertThat(client.get("/").read().text()).isEqualTo("first");
    }
  }

  @Test
  void anAnswerTakesTheFieldsSetSoFarAlong() {
    Noting setting =
        new Noting(notes, "a") {
          @Override
          Verdict request(Exchange exchange) {
            exchange.responseHeaders().add("x-limit", "5").add("x-limit", "6");
            return Verdict.CONTINUE;
          }
        };
    Noting answering =
        new Noting(notes, "b") {
          @Override
          Verdict request(Exchange exchange) {
            exchange.fail(GatewayError.gateway(503, "closed_today").withDetail("Say \"later\"."));
            return Verdict.DONE;
          }
        };
    try (FilterGateway sluice = FilterGateway.of(setting, answering)) {
      RawResponse response = sluice.connect().get("/").read();
      assertThat(response.status()).isEqualTo(503);
      assertThat(response.headers().all("x-limit")).containsExactly("5", "6");
      assertThat(response.header("content-type")).isEqualTo("application/problem+json");
      assertThat(response.header("retry-after")).isEqualTo("1");
      assertThat(response.header("date")).isNotNull();
      assertThat(response.text())
          .contains("\"status\":503")
          .contains("\"reason\":\"closed_today\"")
          .contains("\"detail\":\"Say \\\"later\\\".\"")
          .contains("\"request_id\":\"");
    }
  }

  @Test
  void aReplacedResponseIsSeenInFrontOfWhoReplacedIt() {
    Noting replacing =
        new Noting(notes, "b") {
          @Override
          Verdict response(Exchange exchange) {
            exchange.reply(404, "text/plain", text("nothing here"));
            return Verdict.DONE;
          }
        };
    try (FilterGateway sluice =
        FilterGateway.of(notes.passing("a"), replacing, notes.passing("c"))) {
      sluice
          .origin()
          .answer((request, connection) -> connection.answer(200, "ETag: x\r\n", "secret"));
      RawClient client = sluice.connect();
      RawResponse response = client.get("/").read();
      assertThat(response.status()).isEqualTo(404);
      assertThat(response.text()).isEqualTo("nothing here");
      assertThat(response.header("etag")).isNull(); // the origin's fields go with its body
      assertThat(notes.afterCompletionOf("c"))
          .containsExactly(
              "a.request",
              "b.request",
              "c.request",
              "c.response 200",
              "b.response 200",
              "a.response 404",
              "a.complete",
              "b.complete",
              "c.complete");
      assertThat(client.get("/").read().status()).isEqualTo(404);
    }
  }

  @Test
  void aChangedStatusAndFieldsReachTheClient() {
    Noting changing =
        new Noting(notes, "a") {
          @Override
          Verdict response(Exchange exchange) {
            exchange.status(299);
            exchange.responseHeaders().set("x-new", "yes").remove("server");
            return Verdict.CONTINUE;
          }
        };
    try (FilterGateway sluice = FilterGateway.of(changing)) {
      sluice
          .origin()
          .answer((request, connection) -> connection.answer(200, "Server: me\r\n", "ok"));
      RawResponse response = sluice.connect().get("/").read();
      assertThat(response.status()).isEqualTo(299);
      assertThat(response.header("x-new")).isEqualTo("yes");
      assertThat(response.header("server")).isNull();
      assertThat(response.text()).isEqualTo("ok");
    }
  }

  @Test
  void slotsBelongToOneExchangeAndOneFilter() {
    CountDownLatch both = new CountDownLatch(2);
    try (FilterGateway sluice =
        FilterGateway.making(
            List.of(
                context -> counting(context.slot()),
                context -> counting(context.slot()),
                context -> notes.passing("c")))) {
      sluice
          .origin()
          .answer(
              (request, connection) -> {
                both.countDown();
                Await.open(both); // the two exchanges overlap
                connection.answer(200, "ok");
              });
      RawClient first = sluice.connect().get("/first");
      RawClient second = sluice.connect().get("/second");
      assertThat(first.read().headers().all("x-slot")).containsExactly("/first", "/first");
      assertThat(second.read().headers().all("x-slot")).containsExactly("/second", "/second");
    }
  }

  private static Filter counting(Slot<String> slot) {
    return new Filter() {
      @Override
      public Verdict onRequest(Exchange exchange) {
        assertThat(exchange.get(slot)).isNull();
        exchange.set(slot, exchange.path());
        return Verdict.CONTINUE;
      }

      @Override
      public Verdict onResponse(Exchange exchange) {
        exchange.responseHeaders().add("x-slot", String.valueOf(exchange.get(slot)));
        exchange.set(slot, null);
        return Verdict.CONTINUE;
      }
    };
  }

  /** What a filter sets before there is a response wins, but where both have their say. */
  @Test
  void fieldsSetAheadMeetTheOrigins() {
    Filter ahead =
        new Filter() {
          @Override
          public Verdict onRequest(Exchange exchange) {
            exchange
                .responseHeaders()
                .set("Server", "sluice")
                .set("Vary", "origin")
                .set("Set-Cookie", "a=1");
            return Verdict.CONTINUE;
          }
        };
    try (FilterGateway sluice = FilterGateway.of(ahead)) {
      String fields = "Server: x\r\nVary: accept\r\nSet-Cookie: b=2\r\nSet-Cookie: c=3\r\n";
      sluice.origin().answer((request, connection) -> connection.answer(200, fields, "ok"));
      Fields seen = sluice.connect().get("/").read().headers();
      assertThat(seen.all("server")).containsExactly("sluice");
      assertThat(seen.all("vary")).containsExactly("accept", "origin");
      assertThat(seen.all("set-cookie")).containsExactly("b=2", "c=3", "a=1");
    }
  }
}
