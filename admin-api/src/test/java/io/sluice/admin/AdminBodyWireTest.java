package io.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.loadbalancer.group.OperatorState;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Request bodies that are slow, long, broken or in pieces: bytes over raw sockets. */
class AdminBodyWireTest {
  private static final String PATH = "/admin/v1/upstreams/users/endpoints/127.0.0.1:9001/state";
  private static final String HEAD =
      "PUT " + PATH + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
  private static final String DRAIN = "{\"state\":\"drain\"}";
  private static final String WHOLE = HEAD + "Content-Length: 17\r\n\r\n" + DRAIN;
  private static final String CHUNKED =
      HEAD
          + "Transfer-Encoding: chunked\r\n\r\n9\r\n{\"state\":\r\n8;x=y\r\n\"drain\"}\r\n0\r\n\r\n";
  private static final String LIST =
      "GET /admin/v1/upstreams/users/endpoints HTTP/1.1\r\nHost: localhost\r\n\r\n";
  private static final String LIVE = "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n";
  private static final String LAST = LIVE.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration SHORT = Duration.ofMillis(50);

  private final FakeGateway gateway = new FakeGateway();
  private AdminServer server;

  @BeforeEach
  void start() throws IOException {
    gateway.upstreams.put("users", List.of(FakeGateway.endpoint("127.0.0.1", 9001)));
    start(AdminLimits.DEFAULTS);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void start(AdminLimits limits) throws IOException {
    if (server != null) {
      server.close();
    }
    gateway.address = new FakeGateway().address;
    server = AdminServer.start(gateway, limits, gateway.compiled);
  }

  private static AdminLimits limits(int connections, Duration body, int pendingCalls) {
    return new AdminLimits(
        connections,
        4_096,
        8_192,
        LONG,
        LONG,
        body,
        LONG,
        Duration.ofSeconds(1),
        4,
        pendingCalls,
        4,
        4,
        LONG);
  }

  private void assertDrained() {
    assertThat(gateway.words("users")).isEqualTo(Map.of("127.0.0.1:9001", OperatorState.DRAIN));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void takesABodyInAnyPieces(boolean chunked) throws Exception {
    try (Wire wire = new Wire(server.address())) {
      String request = chunked ? CHUNKED : WHOLE;
      for (int i = 0; i < request.length(); i++) {
        wire.send(request.substring(i, i + 1));
      }
      assertThat(wire.readThrough("}\n")).startsWith("HTTP/1.1 200 ");
      assertDrained();
      assertThat(wire.send(LAST).readAll()).startsWith("HTTP/1.1 200 ").endsWith("\"ok\"}\n");
    }
  }

  @Test
  void answersPipelinedRequestsInOrder() throws Exception {
    try (Wire wire = new Wire(server.address())) {
      String invalid = HEAD + "Content-Length: 2\r\n\r\n{}";
      String answers = wire.send(WHOLE + LIST + invalid + CHUNKED + LIVE + WHOLE + LAST).readAll();
      assertThat(Stream.of(answers.split("HTTP/1.1 ", -1)).skip(1))
          .satisfiesExactly(
              put -> assertThat(put).startsWith("200 ").contains("\"operator\":\"drain\""),
              list -> assertThat(list).startsWith("200 ").contains("\"items\":["),
              refused -> assertThat(refused).startsWith("422 ").contains("\"pointer\":\"/state\""),
              put -> assertThat(put).startsWith("200 ").contains("\"operator\":\"drain\""),
              live -> assertThat(live).endsWith("{\"status\":\"ok\"}\n"),
              put -> assertThat(put).startsWith("200 ").contains("\"operator\":\"drain\""),
              last -> assertThat(last).endsWith("{\"status\":\"ok\"}\n"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Content-Length: 4097^^LONG             | 413 | request_too_large",
        "Content-Length: 5000000000^^           | 413 | request_too_large",
        "Transfer-Encoding: chunked^^1001^LONG  | 413 | request_too_large",
        "Transfer-Encoding: chunked^^xyz^       | 400 | malformed_request",
        "Transfer-Encoding: chunked^^-1^        | 400 | malformed_request",
        "Content-Length: -1^^                   | 400 | malformed_request",
      })
  void refusesAndCloses(String rest, int status, String reason) throws Exception {
    String bytes = HEAD + rest.replace("^", "\r\n").replace("LONG", " ".repeat(4097));
    try (Wire wire = new Wire(server.address())) {
      assertThat(wire.send(bytes + WHOLE).readAll())
          .startsWith("HTTP/1.1 " + status + " ")
          .contains("connection: close", "\"reason\":\"" + reason + "\"")
          .doesNotContain(" 200 ");
    }
    assertThat(gateway.words("users")).isEmpty();
  }

  @Test
  void takesTheLongestBody() throws Exception {
    String body = " ".repeat(4096 - DRAIN.length()) + DRAIN;
    try (Wire wire = new Wire(server.address())) {
      wire.send(HEAD + "Content-Length: 4096\r\n\r\n" + body);
      assertThat(wire.readThrough("}\n")).startsWith("HTTP/1.1 200 ");
    }
    assertDrained();
  }

  /** Nobody is refused only after having sent all of it. */
  @Test
  void refusesWithoutWaitingForTheBody() throws Exception {
    try (Wire wire = new Wire(server.address())) {
      wire.send(HEAD.replace("localhost", "rebound.example") + "Content-Length: 17\r\n\r\n");
      assertThat(wire.readAll()).startsWith("HTTP/1.1 403 ").contains("connection: close");
    }
  }

  @Test
  void tellsAClientThatWaitsToGoOn() throws Exception {
    try (Wire wire = new Wire(server.address())) {
      wire.send(HEAD + "Expect: 100-continue\r\nContent-Length: 17\r\n\r\n");
      assertThat(wire.readThrough("\r\n\r\n")).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
      assertThat(wire.send(DRAIN).readThrough("}\n")).startsWith("HTTP/1.1 200 ");
      assertDrained();
      wire.send(HEAD + "Expect: 100-continue\r\nContent-Length: 4097\r\n\r\n");
      assertThat(wire.readAll()).startsWith("HTTP/1.1 413 ");
    }
  }

  @Test
  void closesOnAClientThatNeverFinishesItsBody() throws Exception {
    start(limits(8, SHORT, 4));
    try (Wire slow = new Wire(server.address())) {
      slow.send(HEAD + "Content-Length: 17\r\n\r\n{\"state\":");
      assertThat(slow.readAll()).isEmpty();
    }
    assertThat(gateway.words("users")).isEmpty();
  }

  @Test
  void aClientThatIsGoneInTheMiddleChangesNothing() throws Exception {
    try (Wire half = new Wire(server.address())) {
      half.send(HEAD + "Content-Length: 18\r\n\r\n" + DRAIN).end();
      assertThat(half.readAll()).isEmpty();
    }
    assertThat(gateway.words("users")).isEmpty();
  }

  /** A slow body takes no place from a scraper. */
  @Test
  void aConnectionTooManyTakesThePlaceOfASlowBody() throws Exception {
    start(limits(1, LONG, 4));
    try (Wire slow = new Wire(server.address())) {
      slow.send(HEAD + "Expect: 100-continue\r\nContent-Length: 17\r\n\r\n");
      slow.readThrough("100 Continue\r\n\r\n");
      try (Wire scraper = new Wire(server.address())) {
        assertThat(scraper.send(LAST).readAll()).startsWith("HTTP/1.1 200 ");
      }
      assertThat(slow.readAll()).isEmpty();
    }
  }

  @Test
  void callsTooManyAreRefusedAndScrapesGoOn() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch free = new CountDownLatch(1);
    gateway.lock =
        () -> {
          held.countDown();
          free.await();
          return "";
        };
    start(limits(8, LONG, 1));
    try (Wire first = new Wire(server.address());
        Wire second = new Wire(server.address());
        Wire third = new Wire(server.address());
        Wire scraper = new Wire(server.address())) {
      first.send(WHOLE);
      held.await();
      second.send(LIST);
      third.send(LIST);
      // One of them waits, which one is chance; the other is told at once.
      scraper.send(LAST.replace("/health/live", "/metrics"));
      assertThat(scraper.readAll()).startsWith("HTTP/1.1 200 ").endsWith("up 1\n");
      free.countDown();
      List<String> answers = List.of(second.readThrough("}\n"), third.readThrough("}\n"));
      assertThat(answers).filteredOn(answer -> answer.startsWith("HTTP/1.1 200 ")).hasSize(1);
      assertThat(answers)
          .filteredOn(answer -> answer.startsWith("HTTP/1.1 503 "))
          .singleElement()
          .asString()
          .contains("retry-after: 1\r\n", "\"reason\":\"too_many_calls\"");
      assertThat(first.readThrough("}\n")).startsWith("HTTP/1.1 200 ");
    }
    assertDrained();
  }

  /** When metrics hang, an endpoint must still be taken out. */
  @Test
  void anOperatorIsHeardWhileAScrapeHangs() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    gateway.metrics =
        () -> {
          running.countDown();
          release.await();
          return "late\n";
        };
    try (Wire scraper = new Wire(server.address());
        Wire operator = new Wire(server.address())) {
      scraper.send(LIVE.replace("/health/live", "/metrics"));
      running.await();
      assertThat(operator.send(WHOLE).readThrough("}\n")).startsWith("HTTP/1.1 200 ");
      release.countDown();
      scraper.readThrough("late");
    }
  }
}
