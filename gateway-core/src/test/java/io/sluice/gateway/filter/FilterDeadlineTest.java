package io.sluice.gateway.filter;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.Verdict;
import io.sluice.gateway.proxy.ProxyExchange;
import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.RawResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A filter that pauses and never goes on is cut by the exchange's deadline, and named. */
class FilterDeadlineTest {
  private static final String SOON = "timeout: { request: 150ms }";

  private final Notes notes = new Notes();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void watchTheLog() {
    log.start();
    ((Logger) LoggerFactory.getLogger(ProxyExchange.class)).addAppender(log);
  }

  @AfterEach
  void leaveTheLog() {
    ((Logger) LoggerFactory.getLogger(ProxyExchange.class)).detachAppender(log);
  }

  private static Filter stuck(boolean inRequest) {
    return new Filter() {
      @Override
      public Verdict onRequest(Exchange exchange) {
        return inRequest ? Verdict.PAUSE : Verdict.CONTINUE;
      }

      @Override
      public Verdict onResponse(Exchange exchange) {
        return inRequest ? Verdict.CONTINUE : Verdict.PAUSE;
      }
    };
  }

  private void assertCut(RawResponse response, String filter) {
    assertThat(response.status()).isEqualTo(504);
    assertThat(response.problem()).isEqualTo("filter_timeout");
    assertThat(response.text()).contains("The filter " + filter + " took too long.");
    Await.until(
        "the log names it",
        () ->
            List.copyOf(log.list).stream()
                .anyMatch(e -> e.getFormattedMessage().contains("route all: filter " + filter)));
  }

  @Test
  void whileItHoldsTheRequest() {
    try (FilterGateway sluice =
        FilterGateway.with(SOON, notes.passing("a"), stuck(true), notes.passing("c"))) {
      RawClient client = sluice.connect();
      assertCut(client.get("/").read(), "b");
      assertThat(notes.afterCompletionOf("a"))
          .containsExactly("a.request", "a.response 504", "a.complete");
      assertThat(sluice.origin().requests()).isEmpty();
      assertCut(client.get("/").read(), "b"); // the connection lives on
    }
  }

  @Test
  void whileItHoldsTheRequestAndItsBody() {
    try (FilterGateway sluice = FilterGateway.with(SOON, stuck(true))) {
      RawClient client =
          sluice.connect().send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello");
      assertCut(client.read(), "a");
      assertThat(client.isClosed()).isFalse();
    }
  }

  @Test
  void whileItHoldsTheResponse() {
    try (FilterGateway sluice =
        FilterGateway.with(SOON, notes.passing("a"), stuck(false), notes.passing("c"))) {
      RawClient client = sluice.connect();
      assertCut(client.get("/").read(), "b");
      assertThat(notes.afterCompletionOf("a")).contains("c.response 200", "a.response 504");
      assertCut(client.get("/").read(), "b");
    }
  }

  /** The one that was cut may come back, and its resume() must not be taken for another's. */
  @Test
  void afterACutNoFilterPauses() {
    try (FilterGateway sluice = FilterGateway.with(SOON, stuck(false), stuck(false))) {
      assertCut(sluice.connect().get("/").read(), "b");
    }
  }

  @Test
  void whileItHoldsTheAnswerToASilentOrigin() {
    try (FilterGateway sluice = FilterGateway.with(SOON, notes.passing("a"), stuck(false))) {
      sluice.origin().answer((request, connection) -> connection.awaitEnd());
      assertCut(sluice.connect().get("/").read(), "b");
      assertThat(notes.afterCompletionOf("a")).containsOnlyOnce("a.response 504");
    }
  }

  @Test
  void whileItWaitsForABodyThatNeverComes() {
    Filter collecting =
        new Filter() {
          @Override
          public Verdict onRequest(Exchange exchange) {
            exchange.bufferRequestBody(100, whole -> exchange.resume());
            return Verdict.PAUSE;
          }
        };
    try (FilterGateway sluice = FilterGateway.with(SOON, collecting)) {
      RawClient client =
          sluice.connect().send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhel");
      assertThat(client.read().problem())
          .isEqualTo("request_body_timeout"); // not the filter's fault
      assertThat(client.send("lo").get("/").read().text()).isEqualTo("ok"); // no body, no wait
    }
  }
}
