package io.sluice.gateway.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.api.ResponseBodyFilter;
import io.sluice.gateway.api.Verdict;
import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.StubOrigin;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code onComplete} is called exactly once for each filter that was reached, on every path. */
class FilterCompletionTest {
  enum Ending {
    ANSWERED,
    ANSWERED_LARGE,
    NOT_MODIFIED,
    ORIGIN_REFUSES,
    ORIGIN_BREAKS_BEFORE_HEAD,
    ORIGIN_BREAKS_IN_BODY,
    ORIGIN_SILENT,
    ORIGIN_ANSWERS_EARLY,
    RETRIED,
    CLIENT_GONE_WAITING,
    CLIENT_GONE_UPLOADING,
    CLIENT_GONE_DOWNLOADING,
    CLIENT_BODY_MALFORMED,
    FILTER_ANSWERS,
    FILTER_FAILS,
    FILTER_THROWS,
    FILTER_THROWS_IN_RESPONSE,
    FILTER_THROWS_IN_BODY,
    FILTER_NEVER_RESUMES,
    BODY_TOO_LARGE;

    /** The filter behind the one that watches. */
    Filter filter() {
      return switch (this) {
        case FILTER_ANSWERS -> onRequest(this::answer);
        case FILTER_FAILS -> onRequest(this::fail);
        case FILTER_THROWS -> onRequest(this::broken);
        case FILTER_NEVER_RESUMES -> onRequest(exchange -> Verdict.PAUSE);
        case BODY_TOO_LARGE -> onRequest(this::collect);
        case FILTER_THROWS_IN_RESPONSE ->
            new Filter() {
              @Override
              public Verdict onResponse(Exchange exchange) {
                return broken(exchange);
              }
            };
        case FILTER_THROWS_IN_BODY ->
            (ResponseBodyFilter)
                (exchange, chunk, last) -> {
                  throw new IllegalStateException("broken");
                };
        default -> new Filter() {};
      };
    }

    private interface OnRequest extends Filter {
      @Override
      Verdict onRequest(Exchange exchange);
    }

    private static Filter onRequest(OnRequest filter) {
      return filter;
    }

    private Verdict answer(Exchange exchange) {
      exchange.reply(200, null, Unpooled.EMPTY_BUFFER);
      return Verdict.DONE;
    }

    private Verdict fail(Exchange exchange) {
      exchange.fail(GatewayError.client(403, "no"));
      return Verdict.DONE;
    }

    private Verdict broken(Exchange exchange) {
      throw new IllegalStateException("broken");
    }

    private Verdict collect(Exchange exchange) {
      exchange.bufferRequestBody(2, whole -> exchange.resume());
      return Verdict.PAUSE;
    }

    StubOrigin.Handler origin() {
      return (request, connection) -> {
        switch (this) {
          case ANSWERED_LARGE -> connection.answer(200, "x".repeat(1 << 20));
          case NOT_MODIFIED -> connection.answer(304, "");
          case ORIGIN_BREAKS_BEFORE_HEAD -> connection.reset();
          case ORIGIN_BREAKS_IN_BODY -> {
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc");
            connection.reset();
          }
          case ORIGIN_SILENT, CLIENT_GONE_WAITING -> connection.awaitEnd();
          case RETRIED -> connection.answer(503, "busy");
          case CLIENT_GONE_DOWNLOADING -> {
            connection.send("HTTP/1.1 200 OK\r\n\r\n");
            while (true) {
              connection.send("endless");
              connection.pause(1);
            }
          }
          default -> connection.answer(200, "ok");
        }
      };
    }

    void request(RawClient client) {
      switch (this) {
        case CLIENT_GONE_UPLOADING, ORIGIN_ANSWERS_EARLY, BODY_TOO_LARGE ->
            client.send("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc");
        case CLIENT_BODY_MALFORMED ->
            client.send(
                "PUT / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\nxyz\r\n");
        default -> client.get("/");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void onceOn(Ending ending) throws InterruptedException {
    Notes notes = new Notes();
    String options =
        "timeout: { request: 200ms }\n    "
            + (ending == Ending.RETRIED ? "retry: { backoff: { base: 1ms, max: 1ms } }" : "");
    try (FilterGateway sluice =
        FilterGateway.with(options, notes.passing("a"), ending.filter(), notes.passing("c"))) {
      if (ending == Ending.ORIGIN_ANSWERS_EARLY) {
        sluice.origin().answerEarly(ending.origin());
      } else {
        sluice.origin().answer(ending.origin());
      }
      if (ending == Ending.ORIGIN_REFUSES) {
        sluice.origin().kill();
      }
      RawClient client = sluice.connect();
      ending.request(client);
      if (ending.name().startsWith("CLIENT_GONE")) {
        Await.until("the origin is asked", () -> !sluice.origin().requests().isEmpty());
        client.close();
      }
      notes.afterCompletionOf("a");
      TimeUnit.MILLISECONDS.sleep(30); // what could come a second time
      assertThat(notes.all()).containsOnlyOnce("a.request", "a.complete");
      if (notes.all().contains("c.request")) {
        assertThat(notes.all()).containsOnlyOnce("c.complete");
      } else {
        assertThat(notes.all()).doesNotContain("c.complete");
      }
      Await.until(
          "it is counted out",
          () -> sluice.gateway().metric("sluice_inflight{route=\"all\"}") == 0);
    }
  }
}
