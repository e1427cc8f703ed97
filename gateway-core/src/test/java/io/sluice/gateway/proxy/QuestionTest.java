package io.sluice.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.api.Verdict;
import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.RawResponse;
import io.sluice.gateway.testkit.ReceivedRequest;
import io.sluice.gateway.testkit.StubOrigin;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A filter asks another upstream while its exchange waits: it is told exactly once what came of it,
 * and never when the exchange has ended.
 */
class QuestionTest extends WithQuestions {
  private double connections(String state) {
    return gateway.metric(
        "sluice_connections{side=\"upstream\",state=\"" + state + "\",upstream=\"service\"}");
  }

  // ---- what goes and what comes

  @Test
  void theFilterIsToldAndGoesOn() {
    RawClient client = gateway.connect();
    for (int i = 0; i < 3; i++) {
      assertThat(client.get("/a").read().text()).isEqualTo("ok");
    }
    ReceivedRequest asked = service.takeRequest();
    assertThat(asked.method()).isEqualTo("GET");
    assertThat(asked.target()).isEqualTo("/may?path=/a");
    assertThat(asked.headers().first("host")).isEqualTo(service.address());
    assertThat(asked.headers().first("x-asked-by")).isEqualTo("all");
    assertThat(asked.headers().all("content-length")).isEmpty();
    assertThat(origin.takeRequest().headers().first("x-said")).isEqualTo("yes");
    assertThat(service.connections()).isEqualTo(1);
    assertThat(told).hasValue(3);
  }

  @Test
  void itCountsForTheUpstream() {
    gateway.connect().get("/a").read();
    assertThat(gateway.metric("sluice_upstream_duration_seconds_count{upstream=\"service\"}"))
        .isEqualTo(1);
  }

  @Test
  void aBodyIsSentWithItsLength() {
    act = (question, to) -> ask(question, "hello", to);
    gateway.connect().get("/a").read();
    ReceivedRequest asked = service.takeRequest();
    assertThat(asked.text()).isEqualTo("hello");
    assertThat(asked.headers().all("content-length")).containsExactly("5");
  }

  @Test
  void whatFramesAMessageIsTheEngines() {
    act =
        (question, to) -> {
          question
              .requestHeaders()
              .set("host", "auth.example")
              .set("content-length", "7")
              .set("transfer-encoding", "chunked")
              .set("connection", "close, x-own")
              .set("x-own", "1")
              .set("expect", "100-continue");
          ask(question, "", to);
        };
    assertThat(gateway.connect().get("/a").read().text()).isEqualTo("ok");
    ReceivedRequest asked = service.takeRequest();
    assertThat(asked.headers().all("host")).containsExactly("auth.example");
    for (String name :
        new String[] {"content-length", "transfer-encoding", "connection", "x-own", "expect"}) {
      assertThat(asked.headers().all(name)).as(name).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 403 X\r\nX-Why: no\r\nContent-Length: 4\r\n\r\nnope",
        "HTTP/1.1 403 X\r\nX-Why: no\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "2\r\nno\r\n2\r\npe\r\n0\r\nX-T: 1\r\n\r\n",
        "HTTP/1.1 103 X\r\n\r\nHTTP/1.1 403 X\r\nX-Why: no\r\nContent-Length: 4\r\n\r\nnope"
      })
  void theAnswerComesWhole(String answer) {
    service.answer((request, connection) -> connection.sendInPieces(answer, 7, 1));
    RawClient client = gateway.connect();
    RawResponse response = client.get("/a").read();
    assertThat(response.status()).isEqualTo(403);
    assertThat(response.text()).isEqualTo("nope");
    assertThat(response.header("x-why")).isEqualTo("no");
    assertThat(origin.requests()).isEmpty();
    assertThat(client.get("/b").read().status()).isEqualTo(403); // on both connections
    assertThat(service.connections()).isEqualTo(1);
  }

  @Test
  void anAnswerMayEndWithItsConnection() {
    service.answer(
        (request, connection) -> {
          connection.send("HTTP/1.1 403 X\r\nX-Why: no\r\n\r\nnope");
          connection.close();
        });
    assertThat(gateway.connect().get("/a").read().text()).isEqualTo("nope");
    assertServes();
  }

  @Test
  void fieldsOfOneConnectionStayBehind() {
    service.answer(
        (request, connection) ->
            connection.answer(403, "Connection: x-why\r\nX-Why: secret\r\n", "nope"));
    assertThat(gateway.connect().get("/a").read().header("x-why")).isEqualTo("none");
  }

  @Test
  void aPipelinedClientIsAnsweredInOrder() {
    RawClient client = gateway.connect();
    service.answer(
        (request, connection) -> {
          connection.pause(5);
          connection.answer(200, request.target());
        });
    client.get("/1").get("/2").get("/3");
    for (int i = 1; i <= 3; i++) {
      assertThat(client.read().text()).isEqualTo("ok");
      assertThat(origin.takeRequest().headers().first("x-said")).isEqualTo("/may?path=/" + i);
    }
  }

  @Test
  void theRequestsBodyWaits() {
    RawClient client = gateway.connect();
    service.answer(
        (request, connection) -> {
          Await.open(go);
          connection.answer(200, "yes");
        });
    client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhe");
    service.takeRequest();
    client.send("llo");
    assertThat(origin.requests()).isEmpty();
    go.countDown();
    assertThat(client.read().text()).isEqualTo("ok");
    assertThat(origin.takeRequest().text()).isEqualTo("hello");
  }

  // ---- what can go wrong

  enum Fault {
    RESETS("upstream_reset") {
      @Override
      void of(StubOrigin service) {
        service.answer((request, connection) -> connection.reset());
      }
    },
    REFUSES("connection_refused") {
      @Override
      void of(StubOrigin service) {
        service.kill();
      }
    },
    CLOSES_IN_THE_HEAD("upstream_closed_early") {
      @Override
      void of(StubOrigin service) {
        says(service, "HTTP/1.1 200 OK\r\nX: ");
      }
    },
    CLOSES_IN_THE_BODY("upstream_closed_early") {
      @Override
      void of(StubOrigin service) {
        says(service, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");
      }
    },
    TALKS_NONSENSE("malformed_response") {
      @Override
      void of(StubOrigin service) {
        says(service, "SMTP ready\r\n\r\n");
      }
    },
    ANNOUNCES_TOO_MUCH("answer_too_large") {
      @Override
      void of(StubOrigin service) {
        says(service, "HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\nhalf");
      }
    },
    SENDS_TOO_MUCH("answer_too_large") {
      @Override
      void of(StubOrigin service) {
        says(
            service,
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                + ("32\r\n" + "x".repeat(50) + "\r\n").repeat(100));
      }
    },
    SENDS_WITHOUT_END("answer_too_large") {
      @Override
      void of(StubOrigin service) {
        says(service, "HTTP/1.1 200 OK\r\n\r\n" + "x".repeat(5000));
      }
    };

    final String reason;

    Fault(String reason) {
      this.reason = reason;
    }

    abstract void of(StubOrigin service);

    static void says(StubOrigin service, String text) {
      service.answer(
          (request, connection) -> {
            connection.send(text);
            connection.pause(5);
            connection.close();
          });
    }
  }

  @ParameterizedTest
  @EnumSource
  void theFilterIsToldWhatWentWrong(Fault fault) {
    fault.of(service);
    assertThat(gateway.connect().get("/a").read().problem()).isEqualTo(fault.reason);
    assertThat(told).hasValue(1);
    assertThat(origin.requests()).isEmpty();
    assertThat(story()).contains("[asked " + service.address() + " " + fault.reason);
    Await.until("nothing is in use", () -> connections("active") == 0);
    service.restart();
    clock.advance(Duration.ofMinutes(1)); // a refused endpoint cools down
    assertServes();
  }

  @ParameterizedTest
  @EnumSource
  void itTakesNoLongerThanItMay(Stall stall) {
    RawClient client = stalled(stall);
    clock.advance(Duration.ofMillis(2100));
    assertThat(client.read().problem()).isEqualTo("question_timeout");
    Await.until("the service is let go", () -> service.openConnections() == 0);
    assertServes();
  }

  @ParameterizedTest
  @EnumSource
  void itEndsWithItsExchangesTime(Stall stall) {
    reload("timeout: { request: 1s }", ONE, NO_EJECTION);
    RawClient client = stalled(stall);
    clock.advance(Duration.ofMillis(1100));
    assertThat(client.read().status()).isEqualTo(504);
    Await.until("the service is let go", () -> service.openConnections() == 0);
    assertServes();
  }

  @ParameterizedTest
  @EnumSource
  void itIsTakenBackWhenTheClientGoes(Stall stall) {
    stalled(stall).reset();
    Await.until("the service is let go", () -> service.openConnections() == 0);
    assertThat(told).hasValue(0);
    assertServes();
    assertThat(told).hasValue(1);
  }

  @Test
  void itIsTakenBackWhileItWaitsForAConnection() {
    reload("", ONE, "connection_pool: { max_connections: 1 }");
    service.answer(
        (request, connection) -> {
          Await.open(go);
          connection.answer(200, "yes");
        });
    RawClient first = gateway.connect().get("/1");
    service.takeRequest();
    RawClient waits = gateway.connect().get("/2");
    RawClient last = gateway.connect().get("/3");
    Await.until("all have come", () -> gateway.metric("sluice_inflight{route=\"all\"}") == 3);
    waits.reset();
    Await.until("one is gone", () -> gateway.metric("sluice_inflight{route=\"all\"}") == 2);
    go.countDown();
    assertThat(first.read().text()).isEqualTo("ok");
    assertThat(last.read().text()).isEqualTo("ok");
    assertThat(service.connections()).isEqualTo(1);
    assertThat(told).hasValue(2);
  }

  @Test
  void itIsTakenBackWhenTheExchangeDoesNotWait() {
    verdict = Verdict.CONTINUE;
    assertThat(stalled(Stall.BEFORE_THE_HEAD).read().text()).isEqualTo("ok");
    Await.until("the service is let go", () -> service.openConnections() == 0);
    assertThat(told).hasValue(0);
  }

  @Test
  void whatTheFilterThrowsEndsTheExchange() {
    act =
        (question, to) ->
            ask(
                question,
                "",
                answer -> {
                  throw new IllegalStateException("a mistake");
                });
    assertThat(gateway.connect().get("/a").read().problem()).isEqualTo("filter_error");
  }
}
