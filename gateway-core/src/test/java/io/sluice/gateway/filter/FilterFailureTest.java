package io.sluice.gateway.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.buffer.ByteBuf;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.RequestBodyFilter;
import io.sluice.gateway.api.ResponseBodyFilter;
import io.sluice.gateway.api.Verdict;
import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.RawResponse;
import io.sluice.gateway.testkit.ReceivedRequest;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** A filter that breaks hurts its own exchange only, and the log says which one it was. */
class FilterFailureTest {
  enum How {
    EXCEPTION,
    /** Of a kind that nobody expects. */
    ERROR,

    /** As a plugin may that no checker of nulls has seen. */
    NULL;

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    <T> T instead() {
      return switch (this) {
        case EXCEPTION -> throw new IllegalStateException("broken");
        case ERROR -> throw new StackOverflowError("broken");
        case NULL -> null;
      };
    }
  }

  private final Notes notes = new Notes();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void watchTheLog() {
    log.start();
    ((Logger) LoggerFactory.getLogger(ChainRunner.class)).addAppender(log);
  }

  @AfterEach
  void leaveTheLog() {
    ((Logger) LoggerFactory.getLogger(ChainRunner.class)).detachAppender(log);
  }

  private void assertLogged(String message) {
    Await.until(
        "the log says '" + message + "'",
        () ->
            List.copyOf(log.list).stream()
                .anyMatch(
                    event ->
                        event.getFormattedMessage().contains(message)
                            && event.getThrowableProxy() != null));
  }

  private static void assertFilterError(RawResponse response) {
    assertThat(response.status()).isEqualTo(500);
    assertThat(response.problem()).isEqualTo("filter_error");
    assertThat(response.text()).doesNotContain("broken"); // its message is not for clients
  }

  @ParameterizedTest
  @EnumSource
  void inOnRequest(How how) {
    Filter broken =
        new Filter() {
          @Override
          public Verdict onRequest(Exchange exchange) {
            return how.instead();
          }
        };
    try (FilterGateway sluice = FilterGateway.of(notes.passing("a"), broken, notes.passing("c"))) {
      RawClient client = sluice.connect();
      assertFilterError(client.get("/").read());
      assertFilterError(client.get("/").read());
      assertLogged("route all: filter b failed in onRequest");
      assertThat(notes.all())
          .startsWith("a.request", "a.response 500", "a.complete")
          .doesNotContain("c.request");
      assertThat(sluice.origin().requests()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void inOnResponse(How how) {
    Filter broken =
        new Filter() {
          @Override
          public Verdict onResponse(Exchange exchange) {
            return how.instead();
          }
        };
    try (FilterGateway sluice = FilterGateway.of(notes.passing("a"), broken, notes.passing("c"))) {
      RawClient client = sluice.connect();
      assertFilterError(client.get("/").read());
      assertFilterError(client.get("/").read());
      assertLogged("route all: filter b failed in onResponse");
      assertThat(notes.all()).contains("c.response 200", "a.response 500");
    }
  }

  @ParameterizedTest(name = "{1} in piece {0} of the request''s body")
  @CsvSource({"1, EXCEPTION", "2, EXCEPTION", "1, NULL", "2, NULL"})
  void inOnRequestBody(int piece, How how) {
    class Broken implements RequestBodyFilter {
      private final AtomicInteger pieces = new AtomicInteger();

      @Override
      public ByteBuf onRequestBody(Exchange exchange, ByteBuf chunk, boolean last) {
        if (pieces.incrementAndGet() == piece) {
          return how.instead();
        }
        return chunk;
      }
    }
    Broken broken = new Broken();
    try (FilterGateway sluice = FilterGateway.of(notes.passing("a"), broken)) {
      RawClient client =
          sluice.connect().send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\nabc");
      Await.until("a piece has come", () -> broken.pieces.get() == 1);
      assertFilterError(client.send("def").read());
      assertLogged("route all: filter b failed in onRequestBody");
      assertThat(sluice.origin().requests()).noneMatch(ReceivedRequest::isComplete);
      assertThat(broken.pieces).hasValue(piece); // it is not called again
      assertThat(client.get("/").read().text()).isEqualTo("ok");
    }
  }

  @ParameterizedTest(name = "{1} in piece {0} of the response''s body, some of it read: {2}")
  @CsvSource({
    "1, EXCEPTION, false",
    "2, EXCEPTION, false",
    "2, EXCEPTION, true",
    "3, EXCEPTION, true",
    "2, NULL, false"
  })
  void inOnResponseBody(int piece, How how, boolean read) {
    class Broken implements ResponseBodyFilter {
      private final AtomicInteger pieces = new AtomicInteger();

      @Override
      public ByteBuf onResponseBody(Exchange exchange, ByteBuf chunk, boolean last) {
        if (pieces.incrementAndGet() == piece) {
          return how.instead();
        }
        return chunk;
      }
    }
    Broken broken = new Broken();
    CountDownLatch firstIsRead = new CountDownLatch(read ? 1 : 0);
    try (FilterGateway sluice = FilterGateway.of(notes.passing("a"), broken)) {
      sluice
          .origin()
          .answer(
              (request, connection) -> {
                String head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n";
                if (read) {
                  connection.send(head);
                  Await.open(firstIsRead);
                  connection.send("3\r\ndef\r\n0\r\n\r\n");
                } else {
                  connection.send(head + "3\r\ndef\r\n0\r\n\r\n");
                }
              });
      RawClient client = sluice.connect().get("/");
      if (read) {
        client.awaitBytes();
        firstIsRead.countDown();
        assertThatThrownBy(client::read).isInstanceOf(AssertionError.class); // not whole
      } else { // nothing was out yet: the client gets an answer that it can read
        assertThat(client.read().problem()).isEqualTo("filter_error");
        assertThat(client.isClosed()).isFalse();
      }
      assertLogged("route all: filter b failed in onResponseBody");
      assertThat(notes.afterCompletionOf("a")).containsOnlyOnce("a.complete");
      assertThat(broken.pieces).hasValue(piece);
    }
  }

  /** The pieces that came while a filter paused are no reason to call another one for each. */
  @Test
  void inOnResponseBodyOfWhatWasHeld() {
    AtomicInteger pieces = new AtomicInteger();
    ResponseBodyFilter broken =
        (exchange, chunk, last) -> {
          pieces.incrementAndGet();
          return How.EXCEPTION.instead();
        };
    Filter pausing =
        new Filter() {
          @Override
          public Verdict onResponse(Exchange exchange) {
            exchange.executor().execute(exchange::resume);
            return Verdict.PAUSE;
          }
        };
    try (FilterGateway sluice = FilterGateway.of(broken, pausing, notes.passing("c"))) {
      sluice
          .origin()
          .answer(
              (request, connection) ->
                  connection.send(
                      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                          + "3\r\nabc\r\n3\r\ndef\r\n3\r\nghi\r\n0\r\n\r\n"));
      assertThat(sluice.connect().get("/").read().problem()).isEqualTo("filter_error");
      assertThat(notes.afterCompletionOf("c")).containsOnlyOnce("c.complete");
      assertThat(pieces).hasValue(1);
    }
  }

  @Test
  void inOnCompleteChangesNothing() {
    Filter broken =
        new Filter() {
          @Override
          public void onComplete(Exchange exchange) {
            How.EXCEPTION.instead();
          }
        };
    try (FilterGateway sluice = FilterGateway.of(broken, notes.passing("b"), broken)) {
      RawClient client = sluice.connect();
      assertThat(client.get("/").read().text()).isEqualTo("ok");
      assertThat(client.get("/").read().text()).isEqualTo("ok");
      assertLogged("route all: filter a failed in onComplete");
      assertLogged("route all: filter c failed in onComplete");
      assertThat(notes.all()).contains("b.complete");
    }
  }

  @ParameterizedTest(name = "DONE without an answer, request: {0}")
  @CsvSource({"true", "false"})
  void doneWithoutAnAnswerIsAFailure(boolean request) {
    Filter empty =
        new Filter() {
          @Override
          public Verdict onRequest(Exchange exchange) {
            return request ? Verdict.DONE : Verdict.CONTINUE;
          }

          @Override
          public Verdict onResponse(Exchange exchange) {
            return Verdict.DONE;
          }
        };
    try (FilterGateway sluice = FilterGateway.of(notes.passing("a"), empty)) {
      RawClient client = sluice.connect();
      for (int i = 0; i < 2; i++) {
        RawResponse response = client.get("/").read();
        assertFilterError(response);
        assertThat(response.text()).contains("b gave no answer");
      }
    }
  }

  /**
   * A mistake that only the engine notices: it does not know any more where in the client's bytes
   * it is, so nothing that follows may be taken for a request.
   */
  @Test
  void withABufferThatIsReleasedAlready() {
    RequestBodyFilter releasing =
        (exchange, chunk, last) -> {
          if (chunk.isReadable()) {
            chunk.release();
          }
          return chunk;
        };
    try (FilterGateway sluice = FilterGateway.of(releasing)) {
      RawClient client =
          sluice
              .connect()
              .send(
                  "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello"
                      + "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n");
      RawResponse response = client.read();
      assertThat(response.status()).isEqualTo(500);
      assertThat(response.header("connection")).isEqualTo("close");
      assertThat(client.readRest()).isEmpty();
      assertThat(sluice.origin().requests()).noneMatch(r -> r.target().equals("/smuggled"));
      assertThat(sluice.connect().get("/").read().text()).isEqualTo("ok");
    }
  }
}
