package io.sluice.gateway.health;

import static io.sluice.gateway.health.Checks.LONG;
import static io.sluice.gateway.health.Checks.SHORT;
import static io.sluice.gateway.health.Checks.check;
import static io.sluice.gateway.health.Checks.endpoint;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.Ending;
import io.sluice.gateway.testkit.ReceivedRequest;
import io.sluice.gateway.testkit.StubOrigin;
import io.sluice.loadbalancer.Address;
import io.sluice.loadbalancer.group.ProbeResult;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What HTTP checks ask, and what they make of each answer. */
class HttpProberTest {
  private static final Checks checks = new Checks(Checks.Sockets.NIO);
  private final StubOrigin origin = StubOrigin.answering(200, "fine");

  @AfterEach
  void everyConnectionEnds() {
    Await.until("no check leaves its connection", () -> origin.openConnections() == 0);
    origin.close();
  }

  @AfterAll
  static void closeChecks() {
    checks.close();
  }

  private ProbeResult checked() {
    return check(checks.http(), endpoint(origin.port()));
  }

  private ProbeResult checked(HttpProbeOptions options) {
    return check(checks.http(options), endpoint(origin.port()));
  }

  /** Answers every check with these bytes and leaves the connection open. */
  private void answer(String bytes) {
    origin.answer(
        (request, connection) -> {
          connection.send(bytes);
          connection.awaitEnd();
        });
  }

  @Test
  void aBodyWithoutEndIsNotWaitedForAsLongAsACheckMayTake() {
    answer("HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\nsome");
    assertThat(checked(Checks.get(Duration.ofMinutes(1))).passed()).isTrue(); // and see above
  }

  // ---- the request

  @Test
  void asksOnAConnectionOfItsOwn() {
    assertThat(checked()).isEqualTo(new ProbeResult(true, "status 200"));
    assertThat(checked()).isEqualTo(new ProbeResult(true, "status 200"));
    ReceivedRequest request = origin.takeRequest();
    assertThat(request.method()).isEqualTo("GET");
    assertThat(request.target()).isEqualTo("/health");
    assertThat(request.headers().all("host")).containsExactly("127.0.0.1:" + origin.port());
    assertThat(request.headers().first("user-agent")).isEqualTo("sluice-health-check");
    assertThat(request.headers().first("connection")).isEqualTo("close");
    assertThat(origin.connections()).isEqualTo(2);
    assertThat(origin.violations()).isEmpty();
  }

  @Test
  void asksAsItIsTold() {
    HttpProbeOptions options =
        new HttpProbeOptions(
            "HEAD", "/up?deep=1", "shop.example", s -> s == 204, origin.port(), LONG);
    origin.answer((request, connection) -> connection.answer(204, ""));
    assertThat(check(checks.http(options), endpoint(1)))
        .isEqualTo(new ProbeResult(true, "status 204"));
    ReceivedRequest request = origin.takeRequest();
    assertThat(request.method()).isEqualTo("HEAD");
    assertThat(request.target()).isEqualTo("/up?deep=1");
    assertThat(request.headers().all("host")).containsExactly("shop.example");
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 8080, 127.0.0.1:8080",
    "127.0.0.1, 80, 127.0.0.1",
    "shop.example, 443, shop.example:443",
    "::1, 8080, [::1]:8080",
    "::1, 80, [::1]",
    "fe80::1%eth0, 8080, [fe80::1]:8080",
    "fe80::1%2, 80, [fe80::1]"
  })
  void hostIsWhereItAsks(String host, int port, String expected) {
    assertThat(HttpProber.authority(new Address(host, port))).isEqualTo(expected);
  }

  @Test
  void aNameIsLookedUp() {
    assertThat(check(checks.http(), endpoint("loopback", origin.port())).passed()).isTrue();
    assertThat(origin.takeRequest().headers().first("host")).isEqualTo("loopback:" + origin.port());
  }

  // ---- the answer

  @ParameterizedTest
  @ValueSource(ints = {201, 204, 301, 304, 404, 429, 500, 503, 599})
  void anUnexpectedStatusFails(int status) {
    origin.answer((request, connection) -> connection.answer(status, ""));
    assertThat(checked()).isEqualTo(new ProbeResult(false, "unexpected status " + status));
  }

  static List<Arguments> answers() {
    String ok = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    String hint = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n";
    return List.of(
        arguments("HTTP/1.0", "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", true, "status 200"),
        arguments("no reason", "HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", true, "status 200"),
        arguments("100 first", "HTTP/1.1 100 Continue\r\n\r\n" + ok, true, "status 200"),
        arguments("as many 1xx as may", hint.repeat(16) + ok, true, "status 200"),
        arguments("more", hint.repeat(17) + ok, false, "too many informational answers"),
        arguments("101", "HTTP/1.1 101 Switching\r\n\r\n\1\2\3", false, "unexpected status 101"),
        arguments("SSH", "SSH-2.0-OpenSSH_9.2\r\n", false, "not HTTP"),
        arguments("TLS alert", "\25\3\1\0\2\2\106", false, "not HTTP"),
        arguments("HTTP/2 preface", "\0\0\14\4\0\0\0\0\0", false, "not HTTP"),
        arguments("HTTP/2 in words", "HTTP/2 200\r\n\r\n", false, "not HTTP"),
        arguments("nearly HTTP", "HELLO\r\n", false, "not HTTP"),
        arguments("a status that is none", "HTTP/1.1 2000 OK\r\n\r\n", false, "not HTTP"),
        arguments("an endless line", "HTTP/1.1 200 " + "x".repeat(4096), false, "not HTTP"),
        arguments("a huge head", "HTTP/1.1 200 OK\r\n" + field(20_000), false, "head too large"),
        arguments(
            "many fields", "HTTP/1.1 200 OK\r\n" + field(1).repeat(200), false, "head too large"),
        arguments("bare LF", "HTTP/1.1 200 OK\nA: b\n\n", false, "malformed_line_end"),
        arguments(
            "two lengths",
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
            false,
            "repeated_content_length"));
  }

  private static String field(int length) {
    return "a: " + "x".repeat(length) + "\r\n";
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("answers")
  void readsTheHead(String what, String bytes, boolean passed, String detail) {
    answer(bytes);
    assertThat(checked()).isEqualTo(new ProbeResult(passed, detail));
  }

  @Test
  void aHeadMayComeInPieces() {
    origin.answer(
        (request, connection) ->
            connection.sendInPieces(
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nA: b\r\n\r\n", 1, 1));
    assertThat(checked()).isEqualTo(new ProbeResult(true, "status 200"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"H", "HTTP/1.1 200 OK", "HTTP/1.1 200 OK\r\nA: b\r\n"})
  void anEndWithinTheHeadFails(String part) {
    origin.answer(
        (request, connection) -> {
          connection.send(part);
          connection.close();
        });
    assertThat(checked()).isEqualTo(new ProbeResult(false, "closed within the head of its answer"));
  }

  @Test
  void anEndWithoutAnswerFails() {
    origin.answer((request, connection) -> connection.close());
    assertThat(checked()).isEqualTo(new ProbeResult(false, "closed without an answer"));
  }

  @Test
  void theEndOfOneDirectionIsTheEnd() {
    origin.answer(
        (request, connection) -> {
          connection.closeOutput();
          connection.awaitEnd();
        });
    assertThat(checked()).isEqualTo(new ProbeResult(false, "closed without an answer"));
  }

  @Test
  void anAnswerBeforeTheEndOfOneDirectionCounts() {
    origin.answer(
        (request, connection) -> {
          connection.answer(200, "fine");
          connection.closeOutput();
          connection.awaitEnd();
        });
    assertThat(checked()).isEqualTo(new ProbeResult(true, "status 200"));
  }

  // ---- time

  @Test
  void silenceFails() {
    answer("");
    assertThat(checked(Checks.get(SHORT)))
        .isEqualTo(new ProbeResult(false, "no answer within 250 ms"));
  }

  @Test
  void aHeadThatTakesTooLongFails() {
    origin.answer(
        (request, connection) ->
            connection.sendInPieces("HTTP/1.1 200 OK\r\n" + field(10_000), 10, 5));
    assertThat(checked(Checks.get(SHORT)))
        .isEqualTo(new ProbeResult(false, "no answer within 250 ms"));
  }

  @Test
  void informationalAnswersDoNotStopTheClock() {
    answer("HTTP/1.1 102 Processing\r\n\r\n");
    assertThat(checked(Checks.get(SHORT)))
        .isEqualTo(new ProbeResult(false, "no answer within 250 ms"));
  }

  // ---- the rest of the answer

  static List<Arguments> bodies() {
    String ok = "HTTP/1.1 200 OK\r\n";
    return List.of(
        arguments("none", ok + "Content-Length: 0\r\n\r\n"),
        arguments("short", ok + "Content-Length: 4\r\n\r\nfine"),
        arguments("chunked", ok + "Transfer-Encoding: chunked\r\n\r\n4\r\nfine\r\n0\r\n\r\n"),
        arguments("60 KiB", ok + "Content-Length: 61440\r\n\r\n" + "x".repeat(61440)));
  }

  /** The origin keeps its side open: an end in order is the check's. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("bodies")
  void aShortBodyIsReadToItsEnd(String what, String bytes) throws InterruptedException {
    BlockingQueue<Ending> endings = endingsAfter(bytes);
    assertThat(checked().detail()).isEqualTo("status 200");
    assertThat(endings.poll(2, TimeUnit.SECONDS)).isEqualTo(Ending.CLOSED); // before the time-out
  }

  @Test
  void aLongBodyIsNot() throws InterruptedException {
    String head = "HTTP/1.1 200 OK\r\nContent-Length: 99000000\r\n\r\n";
    BlockingQueue<Ending> endings = endingsAfter(head + "x".repeat(100_000));
    assertThat(checked().detail()).isEqualTo("status 200");
    assertThat(endings.poll(2, TimeUnit.SECONDS)).isNotNull();
  }

  @Test
  void aBodyThatStallsIsNotWaitedFor() throws InterruptedException {
    BlockingQueue<Ending> endings =
        endingsAfter("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
    assertThat(checked(Checks.get(SHORT)).detail()).isEqualTo("status 200");
    assertThat(endings.poll(2, TimeUnit.SECONDS)).isEqualTo(Ending.CLOSED);
  }

  private BlockingQueue<Ending> endingsAfter(String bytes) {
    BlockingQueue<Ending> endings = new ArrayBlockingQueue<>(1);
    origin.answer(
        (request, connection) -> {
          connection.send(bytes);
          endings.add(connection.awaitEnd());
        });
    return endings;
  }
}
