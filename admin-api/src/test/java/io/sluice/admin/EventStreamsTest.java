package io.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.document.Change;
import io.sluice.gateway.document.Resource;
import io.sluice.gateway.testkit.Await;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a client reads of {@code /admin/v1/events}. */
class EventStreamsTest {
  private static final String ASK = "GET /admin/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n";
  private static final String OPEN = ":\n\n";

  private final FakeGateway gateway = new FakeGateway();
  private final Announcements config = new Announcements(gateway.config);
  private final AtomicInteger looks = new AtomicInteger();
  private final List<Wire> wires = new ArrayList<>();
  private AdminServer server;

  @BeforeEach
  void start() throws IOException {
    gateway.figures =
        () -> {
          int look = looks.incrementAndGet();
          return RatesTest.figures(look * 5L, 0, 0, look * 5L, 0, 0);
        };
    start(new EventStreams.Limits(2, 1024, Duration.ofMillis(5), Duration.ofSeconds(15)));
  }

  private void start(EventStreams.Limits limits) throws IOException {
    if (server != null) {
      server.close();
    }
    server = AdminServer.start(gateway, AdminLimits.DEFAULTS, gateway.compiled, limits);
  }

  @AfterEach
  void stop() throws IOException {
    for (Wire wire : wires) {
      wire.close();
    }
    server.close();
  }

  @Test
  void beginsAtOnceAndTellsFigures() throws Exception {
    Wire wire = stream();
    String head = wire.readThrough(OPEN);
    assertThat(head)
        .startsWith("HTTP/1.1 200 OK\r\n")
        .contains("content-type: text/event-stream\r\n")
        .contains("cache-control: no-store\r\n")
        .contains("transfer-encoding: chunked\r\n")
        .doesNotContain("content-length");
    assertThat(wire.readThrough("\"lag\":0.25}\n\n"))
        .contains("event: figures\ndata: {\"requests_per_second\":");
  }

  @Test
  void tellsOfAChange() throws Exception {
    Wire wire = stream();
    wire.readThrough("event: figures");
    Change route = new Change(Resource.route("users"), "{}", "{\"id\":\"users\"}");
    config.tell(
        7, "new \"home\"\n", Instant.EPOCH, route, new Change(Resource.upstream("u"), "{}", null));
    assertThat(wire.readThrough("confirm_by\":\"1970-01-01T00:00:00Z\"}\n\n"))
        .contains(
            """
            event: change
            data: {"revision":7,"time":"2026-01-02T03:04:05Z","who":"ops","source":"api",\
            "comment":"new \\"home\\"\\n","summary":"routes/users replaced; 1 more",\
            """);
  }

  @Test
  void endsWhenTheTokensMayHaveChanged() throws Exception {
    Wire wire = stream();
    wire.readThrough("event: figures");
    config.tell(8, "", new Change(Resource.section("admin"), "{}", "{\"tokens\":[]}"));
    assertThat(wire.readAll()).contains("\"summary\":\"admin replaced\"");
  }

  @Test
  void looksAtTheGatewayOnlyWhileSomebodyListens() throws Exception {
    assertThat(looks).hasValue(0);
    Wire first = stream();
    Wire second = stream();
    first.readThrough("event: figures");
    second.readThrough("event: figures");
    first.close();
    second.readThrough("event: figures");
    second.close();
    Await.until("nobody looks any more", this::rests);
    stream().readThrough("event: figures"); // and again
    assertThat(gateway.config.listeners).hasSize(1);
  }

  private boolean rests() {
    int before = looks.get();
    try {
      Thread.sleep(50); // ten times as long as between two looks
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return looks.get() == before;
  }

  @Test
  void refusesOneMoreThanMay() throws Exception {
    stream().readThrough(OPEN);
    Wire second = stream();
    second.readThrough(OPEN);
    assertThat(stream().readThrough("}\n"))
        .contains(" 503 ")
        .contains("retry-after: 10\r\n")
        .contains("\"reason\":\"too_many_streams\"");
    second.close();
    Await.until("there is room again", this::opens);
  }

  @Test
  void oneTokenLeavesHalfOfThemToOthers() throws Exception {
    gateway.config.load(
        FakeConfig.MINIMAL
            + "admin: { tokens: [ { name: ops, role: admin, token: a-token },"
            + " { name: eyes, role: viewer, token: v-token } ] }\n");
    assertThat(stream("v-token").readThrough("\n")).contains(" 200 ");
    assertThat(stream("v-token").readThrough("\n")).contains(" 503 ");
    assertThat(stream("a-token").readThrough("\n")).contains(" 200 ");
  }

  private Wire stream(String token) throws IOException {
    Wire wire = new Wire(server.address());
    wires.add(wire);
    String field = "\r\nAuthorization: Bearer " + token + "\r\n\r\n";
    return wire.send(ASK.replace("\r\n\r\n", field));
  }

  private boolean opens() {
    try {
      return stream().readThrough("\n").contains(" 200 ");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void cutsOffWhoDoesNotRead() throws Exception {
    start(new EventStreams.Limits(2, 64 * 1024, Duration.ofHours(1), Duration.ofHours(1)));
    Wire lazy = stream();
    lazy.readThrough(OPEN);
    String comment = "x".repeat(500_000); // more than sockets take, soon
    for (int revision = 1; revision <= 40; revision++) {
      config.tell(revision, comment);
    }
    assertThat(lazy.readAllOrReset())
        .contains("\"revision\":1,")
        .doesNotContain("\"revision\":40,");
  }

  @Test
  void showsSignsOfLife() throws Exception {
    start(new EventStreams.Limits(2, 1024, Duration.ofHours(1), Duration.ofMillis(5)));
    Wire wire = stream();
    wire.readThrough(OPEN);
    wire.readThrough(OPEN);
    wire.readThrough(OPEN);
  }

  @Test
  void nothingCanBeAskedBehindAStream() throws Exception {
    Wire wire = stream();
    wire.readThrough(OPEN);
    wire.send("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assertThat(wire.readAllOrReset()).doesNotContain("\"status\":\"ok\"");
  }

  @Test
  void headOpensNoStream() throws Exception {
    Wire wire = new Wire(server.address());
    wires.add(wire);
    wire.send("HEAD /admin/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assertThat(wire.readThrough("\r\n\r\n")).startsWith("HTTP/1.1 200 OK\r\n");
    wire.send("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
    wire.readThrough("\"status\":\"ok\"");
    assertThat(looks).hasValue(0);
  }

  @Test
  void aLookThatFailsEndsNoStream() throws Exception {
    Wire wire = stream();
    wire.readThrough("event: figures");
    gateway.figures =
        () -> {
          throw new IllegalStateException("a test");
        };
    wire.readThrough("\n\n");
    gateway.figures = () -> RatesTest.figures(0, 0, 77, 0, 0, 0);
    wire.readThrough("\"in_flight\":77");
  }

  private Wire stream() throws IOException {
    Wire wire = new Wire(server.address());
    wires.add(wire);
    return wire.send(ASK);
  }
}
