package io.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What clients that are broken, slow or hostile get: bytes over raw sockets. */
class AdminServerWireTest {
  private static final String LIVE = "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n";
  private static final String METRICS = "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n";

  /** The common pool has one thread on small machines, and the scrapes wait for each other. */
  private static final Executor EACH_ITS_OWN = task -> new Thread(task).start();

  private static final String LAST = LIVE.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration SHORT = Duration.ofMillis(50);

  private final FakeGateway gateway = new FakeGateway();
  private AdminServer server;

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "garbage^^                                             | 400 | malformed_request",
        "\u0016\u0003\u0001\u00fcTLS^^                         | 400 | malformed_request",
        "GET /metrics HTTP/1.1^^                               | 400 | bad_host",
        "GET /metrics HTTP/1.1^Host: a^Host: b^^               | 400 | bad_host",
        "GET /metrics HTTP/1.1^Host: a^bad field: b^^          | 400 | malformed_request",
        "GET /metrics HTTP/1.1^Host: a^Content-Length: x^^     | 400 | malformed_request",
        "GET /LONG HTTP/1.1^Host: a^^                          | 414 | request_line_too_long",
        "GET /metrics HTTP/1.1^Host: a^x: LONG^^               | 431 | headers_too_large",
        "GET /metrics HTTP/1.1^Host: a^Content-Length: 3^^abc  | 413 | body_not_expected",
        "POST /metrics HTTP/1.1^Host: a^Content-Length: 3^^abc | 405 | method_not_allowed",
        "POST /x HTTP/1.1^Host: a^Transfer-Encoding: chunked^^ | 404 | not_found",
      })
  void refusesAndCloses(String request, int status, String reason) throws Exception {
    start(AdminLimits.DEFAULTS);
    String bytes = request.replace("^", "\r\n").replace("LONG", "l".repeat(10_000));
    try (Wire wire = wire()) {
      assertThat(wire.send(bytes + LIVE).readAll())
          .startsWith("HTTP/1.1 " + status + " ")
          .contains("connection: close", "\"reason\":\"" + reason + "\"", "\"request_id\":\"")
          .doesNotContain("\"ok\"");
    }
  }

  @Test
  void aClientThatIsStillSendingGetsTheAnswerNotAReset() throws Exception {
    start(AdminLimits.DEFAULTS);
    try (Wire wire = wire()) {
      wire.send("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 300000\r\n\r\n");
      wire.send("x".repeat(300_000));
      assertThat(wire.readAll()).startsWith("HTTP/1.1 404 ");
    }
  }

  @Test
  void answersPipelinedRequestsInOrder() throws Exception {
    start(AdminLimits.DEFAULTS);
    try (Wire wire = wire()) {
      String answers = wire.send(METRICS + LIVE + METRICS + LAST).readAll();
      List<String> bodies =
          Stream.of(answers.split("HTTP/1.1 200 OK\r\n"))
              .skip(1)
              .map(answer -> answer.substring(answer.indexOf("\r\n\r\n") + 4))
              .toList();
      String ok = "{\"status\":\"ok\"}\n";
      assertThat(bodies).containsExactly("up 1\n", ok, "up 1\n", ok);
    }
  }

  @Test
  void takesARequestInAnyPieces() throws Exception {
    start(AdminLimits.DEFAULTS);
    try (Wire wire = wire()) {
      for (int i = 0; i < LAST.length(); i++) {
        wire.send(LAST.substring(i, i + 1));
      }
      assertThat(wire.readAll()).startsWith("HTTP/1.1 200 OK\r\n");
    }
  }

  @Test
  void takesHttp10AndTheAbsoluteForm() throws Exception {
    start(AdminLimits.DEFAULTS);
    try (Wire old = wire();
        Wire proxied = wire()) {
      assertThat(old.send("GET /metrics HTTP/1.0\r\n\r\n").readAll()).endsWith("\r\n\r\nup 1\n");
      proxied.send("GET http://x/metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
      assertThat(proxied.readAll()).endsWith("\r\n\r\nup 1\n");
    }
  }

  @Test
  void answersAClientThatHasSaidItsLast() throws Exception {
    start(AdminLimits.DEFAULTS);
    try (Wire wire = wire()) {
      assertThat(wire.send(METRICS).end().readAll()).endsWith("\r\n\r\nup 1\n");
    }
  }

  @Test
  void closesOnAClientThatNeverFinishesItsRequest() throws Exception {
    start(limits(8, SHORT, LONG, 4));
    try (Wire silent = wire();
        Wire slow = wire()) {
      slow.send("GET /metrics HTTP/1.1\r\nHost");
      assertThat(slow.readAll()).isEmpty();
      assertThat(silent.readAll()).isEmpty();
    }
  }

  @Test
  void closesOnAClientThatTakesNoAnswer() throws Exception {
    String large = "x".repeat(32 * 1024 * 1024);
    gateway.metrics = () -> large;
    start(limits(1, LONG, SHORT, 4));
    try (Wire stuck = wire()) {
      stuck.send(METRICS).readThrough("\r\n\r\n");
      while (!isServed()) {
        Thread.onSpinWait(); // the only place is taken until the stuck client is thrown out
      }
      assertThat(receivedBeforeClose(stuck)).isLessThan(large.length());
    }
  }

  @Test
  void closesOnAClientThatKeepsItsConnectionForNothing() throws Exception {
    start(new AdminLimits(8, 4_096, 8_192, LONG, SHORT, LONG, LONG, SHORT, 4, 4, 4, 4, LONG));
    try (Wire wire = wire()) {
      assertThat(wire.send(LIVE).readAll()).startsWith("HTTP/1.1 200 ").endsWith("\"ok\"}\n");
    }
  }

  /** A scraper must get in whoever has come before it and says nothing. */
  @Test
  void aConnectionTooManyTakesThePlaceOfTheOneThatIsIdleLongest() throws Exception {
    start(limits(2, LONG, LONG, 4));
    try (Wire first = wire();
        Wire second = wire()) {
      first.send(LIVE).readThrough("}\n");
      second.send(LIVE).readThrough("}\n");
      first.send(LIVE).readThrough("}\n"); // so that the second is idle longer
      assertThat(isServed()).isTrue();
      assertThat(second.readAll()).isEmpty();
      assertThat(first.send(LIVE).readThrough("}\n")).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void whoDoesNotTakeItsAnswerGivesWay() throws Exception {
    String large = "x".repeat(32 * 1024 * 1024);
    gateway.metrics = () -> large;
    start(limits(2, LONG, LONG, 4));
    try (Wire first = wire();
        Wire second = wire()) {
      first.send(METRICS).readThrough("\r\n\r\n");
      second.send(METRICS).readThrough("\r\n\r\n");
      assertThat(isServed()).isTrue();
      assertThat(receivedBeforeClose(first)).isLessThan(large.length());
    }
  }

  @Test
  void aConnectionTooManyIsClosedWhileAllAreBeingAnswered() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    gateway.metrics =
        () -> {
          running.countDown();
          release.await();
          return "late\n";
        };
    start(limits(1, LONG, LONG, 4));
    try (Wire only = wire()) {
      only.send(METRICS);
      running.await();
      assertThat(isServed()).isFalse();
      release.countDown();
      assertThat(only.readThrough("late")).startsWith("HTTP/1.1 200 ");
    }
    assertThat(isServed()).isTrue();
  }

  @Test
  void staysHealthyAndRefusesFurtherScrapesWhileOneHangs() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    gateway.metrics =
        () -> {
          running.countDown();
          release.await();
          return "late\n";
        };
    start(limits(8, LONG, LONG, 1));
    CountDownLatch refused = new CountDownLatch(2);
    try (Wire first = wire()) {
      first.send(METRICS);
      running.await();
      List<CompletableFuture<String>> more =
          Stream.generate(() -> CompletableFuture.supplyAsync(() -> scrape(refused), EACH_ITS_OWN))
              .limit(3)
              .toList();
      refused.await();
      assertThat(isServed()).as("health").isTrue();

      release.countDown();
      assertThat(first.readThrough("late")).startsWith("HTTP/1.1 200 ");
      assertThat(more.stream().map(CompletableFuture::join))
          .filteredOn(answer -> answer.endsWith("\r\n\r\nlate\n"))
          .as("the one that waited")
          .hasSize(1);
    }
  }

  @Test
  void closeEndsOpenConnections() throws Exception {
    start(AdminLimits.DEFAULTS);
    try (Wire wire = wire()) {
      wire.send(LIVE).readThrough("}\n");
      server.close();
      assertThat(wire.readAll()).isEmpty();
      assertThatThrownBy(this::wire).isInstanceOf(IOException.class);
    }
  }

  private String scrape(CountDownLatch refused) {
    try (Wire wire = wire()) {
      wire.send(METRICS.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
      String answer = wire.readAll();
      if (answer.startsWith("HTTP/1.1 503 ")) {
        assertThat(answer).contains("retry-after: 1\r\n", "\"reason\":\"too_many_scrapes\"");
        refused.countDown();
      }
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether a new connection gets an answer. */
  private boolean isServed() throws IOException {
    try (Wire wire = wire()) {
      return wire.send(LAST).readAll().startsWith("HTTP/1.1 200 ");
    } catch (SocketException closedAtOnce) {
      return false;
    }
  }

  private static int receivedBeforeClose(Wire wire) {
    try {
      return wire.readAll().length();
    } catch (IOException reset) {
      return 0;
    }
  }

  private static AdminLimits limits(
      int connections, Duration nextRequest, Duration write, int pendingScrapes) {
    return new AdminLimits(
        connections,
        4_096,
        8_192,
        nextRequest,
        nextRequest,
        LONG,
        write,
        Duration.ofSeconds(1),
        pendingScrapes,
        4,
        4,
        4,
        LONG);
  }

  private void start(AdminLimits limits) throws IOException {
    server = AdminServer.start(gateway, limits, gateway.compiled);
  }

  private Wire wire() throws IOException {
    return new Wire(server.address());
  }
}
