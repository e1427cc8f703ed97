package io.sluice.loadbalancer.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.loadbalancer.consul.ConsulFailure.Kind;
import io.sluice.loadbalancer.consul.HealthSource.Question;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is asked over HTTP, and what each kind of answer means. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class AgentHealthTest {
  private static final ServiceQuery USERS = new ServiceQuery("users");
  private static final String ONE =
      "[{\"Service\":{\"ID\":\"u\",\"Address\":\"10.0.0.1\",\"Port\":80}}]";

  private final FakeConsul consul = new FakeConsul();
  private final AgentHealth health = new AgentHealth(new ConsulOptions(consul.address()));

  @AfterEach
  void close() {
    health.close();
    consul.close();
  }

  private ConsulFailure failure(ServiceQuery query) {
    return failure(health, query);
  }

  private static ConsulFailure failure(AgentHealth source, ServiceQuery query) {
    return catchThrowableOfType(
        ConsulFailure.class, () -> source.question(query, 0, 0, true).ask());
  }

  @Test
  void asksForWhatTheQuerySays() throws ConsulFailure {
    consul.health(200, 41, ONE);
    ServiceQuery query =
        new ServiceQuery("my service/ü?", List.of("b&c", "a"), true, true, "dc 2", "");
    HealthSource.Answer answer = health.question(query, 0, 0, true).ask();
    assertThat(answer.index()).isEqualTo(41);
    assertThat(answer.list().targets()).hasSize(1);
    health.question(USERS.passingOnly(false), 0, 0, true).ask();
    assertThat(consul.asked)
        .extracting(FakeConsul.Asked::line)
        .containsExactly(
            "GET /v1/health/service/my%20service%2F%C3%BC%3F"
                + "?dc=dc+2&tag=a&tag=b%26c&passing=true",
            "GET /v1/health/service/users");
  }

  @Test
  void putsThePathOfTheAddressFirst() throws ConsulFailure {
    consul.health(200, 1, ONE);
    try (AgentHealth nested =
        new AgentHealth(new ConsulOptions(consul.address().resolve("/consul/")))) {
      nested.question(USERS, 0, 0, true).ask();
    }
    assertThat(consul.asked.get(0).line()).startsWith("GET /consul/v1/health/service/users");
  }

  @Test
  void waitsWithIndexAndTimeUntilItIsAborted() throws InterruptedException {
    Question question = health.question(USERS, 17, 300_000, false);
    List<Throwable> ended = new CopyOnWriteArrayList<>();
    Thread asking =
        new Thread(() -> ended.add(catchThrowableOfType(ConsulFailure.class, question::ask)));
    asking.start();
    consul.held.await();
    assertThat(consul.asked.get(0).line()).endsWith("&index=17&wait=300000ms");
    question.abort();
    asking.join(10_000);
    assertThat(ended).hasSize(1);
  }

  @Test
  void doesNotAskWhatIsAbortedBefore() {
    Question question = health.question(USERS, 0, 0, false);
    question.abort();
    assertThat(catchThrowableOfType(ConsulFailure.class, question::ask)).isNotNull();
    assertThat(consul.asked).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "403| 3| ACL not found| DENIED| ACL denied (403 ACL not found): the token is not accepted",
        "500| 3| No path to datacenter| NO_DATACENTER"
            + "| no such datacenter (500 No path to datacenter)",
        "500| 3| No cluster leader| NO_LEADER| 500 No cluster leader",
        "500| 3| rpc error: boom| OTHER| 500 rpc error: boom",
        "429| -1| Your IP is issuing too many connections| OTHER"
            + "| 429 Your IP is issuing too many connections",
        "404| -1| <html>| NOT_CONSUL| it answers 404: not a Consul agent",
        "302| -1| away| NOT_CONSUL| it answers 302: not a Consul agent",
        "200| -1| []| NOT_CONSUL| it answers without X-Consul-Index: not a Consul agent",
        "200| 3| <html>hi| NOT_CONSUL| the answer is no list: '<html>hi'",
        "200| 3| {}| NOT_CONSUL| the answer is no list: '{}'",
      })
  void saysWhatAnAnswerMeans(int status, long index, String body, Kind kind, String message) {
    consul.health(status, index, body);
    ConsulFailure failure = failure(USERS.in("dc2"));
    assertThat(failure.kind).isEqualTo(kind);
    assertThat(failure)
        .hasMessage(
            "Consul at "
                + consul.address()
                + ", asked for service 'users' in datacenter 'dc2': "
                + message);
    assertThat(consul.asked).as("not redirected, not repeated").hasSize(1);
  }

  @Test
  void takesNoIndexBelowOne() throws ConsulFailure {
    consul.health(200, 0, ONE);
    assertThat(health.question(USERS, 0, 0, true).ask().index()).isEqualTo(1);
  }

  @Test
  void saysThatNobodyListens() throws IOException {
    URI nowhere;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nowhere = URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }
    try (AgentHealth source = new AgentHealth(new ConsulOptions(nowhere))) {
      ConsulFailure failure = failure(source, USERS);
      assertThat(failure.kind).isEqualTo(Kind.UNREACHABLE);
      assertThat(failure)
          .hasMessageStartingWith(
              "Consul at " + nowhere + ", asked for service 'users': cannot be reached: ")
          .hasMessageContaining("refused");
    }
  }

  @Test
  void saysThatTheHostIsUnknown() {
    try (AgentHealth source =
        new AgentHealth(new ConsulOptions(URI.create("http://consul.invalid:8500")))) {
      assertThat(failure(source, USERS))
          .hasMessage(
              "Consul at http://consul.invalid:8500, asked for service 'users':"
                  + " cannot be reached: unknown host");
    }
  }

  @Test
  void saysThatWhatListensSpeaksNoHttp() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread speaker =
          new Thread(
              () -> {
                try (Socket socket = server.accept()) {
                  socket
                      .getOutputStream()
                      .write("220 mail ready\r\n".repeat(200).getBytes(StandardCharsets.UTF_8));
                  socket.getInputStream().read();
                } catch (IOException e) {
                  // The client has seen enough.
                }
              });
      speaker.start();
      URI address = URI.create("http://127.0.0.1:" + server.getLocalPort());
      try (AgentHealth source = new AgentHealth(new ConsulOptions(address))) {
        assertThat(failure(source, USERS).kind).isEqualTo(Kind.NOT_CONSUL);
      }
    }
  }

  @Test
  void refusesAnAnswerWithoutEnd() {
    consul.health(200, 3, " ".repeat(AgentHttp.MOST_BYTES) + ONE);
    assertThat(failure(USERS).kind).isEqualTo(Kind.NOT_CONSUL);
  }

  @Test
  void believesAnEmptyListThatTheTokenMayRead() throws ConsulFailure {
    consul.authorize(200, "[{\"Allow\":true}]");
    assertThat(health.question(USERS, 0, 0, true).ask().list().targets()).isEmpty();
    assertThat(consul.asked).hasSize(2);
    assertThat(consul.asked.get(1).line()).isEqualTo("POST /v1/internal/acl/authorize");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "401| ACL support disabled",
        "404| ",
        "405| ",
        "200| []",
        "200| {}",
        "200| x",
        "500| no"
      })
  void believesAnEmptyListWhereItCannotBeKnown(int status, String body) throws ConsulFailure {
    consul.authorize(status, body == null ? "" : body);
    assertThat(health.question(USERS, 0, 0, true).ask().list().targets()).isEmpty();
  }

  @Test
  void doesNotBelieveAnEmptyListThatTheTokenMayNotRead() {
    consul.authorize(200, "[{\"Allow\":false}]");
    ConsulFailure failure = failure(USERS.in("dc2"));
    assertThat(failure.kind).isEqualTo(Kind.DENIED);
    assertThat(failure)
        .hasMessageEndingWith(
            "the token may not read it: an ACL with service:read and node:read is needed");
    assertThat(consul.asked.get(1).line()).endsWith("/authorize?dc=dc2");
  }

  @Test
  void doesNotBelieveAnEmptyListThatConsulSaysItFiltered() {
    consul.filtered("true");
    assertThat(failure(USERS).kind).isEqualTo(Kind.DENIED);
    assertThat(consul.asked).as("no need for another question").hasSize(1);
  }

  @Test
  void sendsTheTokenAndShowsItNowhere() {
    String secret = "0b5e-secret";
    List<String> shown = new CopyOnWriteArrayList<>();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord message) {
            shown.add(message.getMessage());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger root = Logger.getLogger("");
    Logger client = Logger.getLogger("com.ecwid.consul");
    handler.setLevel(Level.ALL);
    root.addHandler(handler);
    client.setLevel(Level.ALL);
    try (LogLines log = LogLines.ofEverything()) {
      ServiceQuery query = USERS.with(secret);
      consul.authorize(200, "[{\"Allow\":false}]");
      shown.add(failure(query).getMessage());
      shown.add(query.toString());
      shown.addAll(log.lines());
    } finally {
      client.setLevel(null);
      root.removeHandler(handler);
    }
    assertThat(consul.asked).hasSize(2).allMatch(asked -> asked.token().equals(secret));
    assertThat(consul.asked).noneMatch(asked -> asked.line().contains(secret));
    assertThat(shown).isNotEmpty().noneMatch(line -> line.contains(secret));
  }
}
