package io.sluice.gateway.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.gateway.api.Answer;
import io.sluice.gateway.api.Destination;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.api.Question;
import io.sluice.gateway.api.Verdict;
import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.FixedFilter;
import io.sluice.gateway.testkit.ManualTicker;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.StubOrigin;
import io.sluice.gateway.testkit.TestGateway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A gateway whose filter asks a service before it lets a request pass. */
abstract class WithQuestions {
  private static final int MOST = 100;
  private static final String YAML =
      """
      access_log: { path: "%s", format: "{status} {reason} [{story}]" }
      overload: { max_event_loop_lag: 0s } # the clock leaps
      routes:
        - id: all
          upstream: main
          filters: [ { name: asks } ]
          %s
      upstreams:
        - { id: main, targets: [ { address: "${origin}" } ] }
        - id: service
          targets: [ %s ]
          %s
      """;
  static final String ONE = "{ address: \"${origin2}\" }";
  static final String TWO = ONE + ", { address: \"${origin3}\" }";
  static final String NO_EJECTION =
      "outlier_detection: { consecutive_5xx: 0, consecutive_connect_failures: 0 }";

  @TempDir static Path folder;

  private final Path log = folder.resolve("access-" + System.nanoTime() + ".log");
  final StubOrigin origin = StubOrigin.answering(200, "ok");
  final StubOrigin service = StubOrigin.answering(200, "yes");
  final StubOrigin second = StubOrigin.answering(200, "also");
  final CountDownLatch go = new CountDownLatch(1);
  final AtomicInteger told = new AtomicInteger();
  final ManualTicker clock = new ManualTicker();
  Asking act = (question, to) -> ask(question, "", to);
  Verdict verdict = Verdict.PAUSE;
  TestGateway gateway;

  /** How the filter asks. */
  interface Asking {
    void ask(Question question, Consumer<Answer> to);
  }

  /** Lets a request pass when the service answers 200, and shows the client what came else. */
  private final class Asks implements Filter {
    private final Destination to;

    Asks(Destination to) {
      this.to = to;
    }

    @Override
    public Verdict onRequest(Exchange exchange) {
      Question question = exchange.question(to, "GET", "/may?path=" + exchange.path());
      question.requestHeaders().set("x-asked-by", exchange.routeId());
      boolean[] returned = {false};
      act.ask(
          question,
          answer -> {
            told.incrementAndGet();
            assertThat(exchange.executor().inEventLoop()).isTrue();
            assertThat(returned[0]).isTrue();
            GatewayError error = answer.error();
            if (error != null) {
              assertThat(answer.status()).isZero();
              exchange.fail(error);
            } else if (answer.status() == 200) {
              exchange.requestHeaders().set("x-said", answer.body().toString(US_ASCII));
              exchange.resume();
            } else {
              String why = answer.responseHeaders().get("x-why");
              exchange.responseHeaders().set("x-why", why == null ? "none" : why);
              ByteBuf body = answer.body().retainedDuplicate(); // borrowed
              exchange.reply(answer.status(), "text/plain", body);
            }
          });
      returned[0] = true;
      return verdict;
    }
  }

  static void ask(Question question, String body, Consumer<Answer> listener) {
    question.ask(
        Unpooled.copiedBuffer(body, US_ASCII), TimeUnit.SECONDS.toNanos(2), MOST, listener);
  }

  private String yaml(String route, String targets, String upstream) {
    return YAML.formatted(log, route, targets, upstream);
  }

  @BeforeEach
  void start() {
    gateway =
        TestGateway.of(yaml("", ONE, NO_EJECTION))
            .origins(origin, service, second)
            .clock(clock)
            .filter(FixedFilter.made("asks", context -> new Asks(context.upstream("service"))))
            .start();
  }

  void reload(String route, String targets, String upstream) {
    gateway.reload(yaml(route, targets, upstream));
  }

  @AfterEach
  void close() {
    go.countDown();
    gateway.close();
    origin.close();
    service.close();
    second.close();
    assertThat(origin.violations()).isEmpty();
    assertThat(service.violations()).isEmpty();
    assertThat(second.violations()).isEmpty();
  }

  String story() {
    Await.until("it is logged", () -> Files.exists(log) && lines().endsWith("\n"));
    return lines();
  }

  private String lines() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void assertServes() {
    service.answer((request, connection) -> connection.answer(200, "yes"));
    assertThat(gateway.connect().get("/again").read().text()).isEqualTo("ok");
  }

  enum Stall {
    BEFORE_THE_HEAD(""),
    IN_THE_HEAD("HTTP/1.1 200"),
    IN_THE_BODY("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");

    final String said;

    Stall(String said) {
      this.said = said;
    }
  }

  RawClient stalled(Stall stall) {
    service.answer(
        (request, connection) -> {
          connection.send(stall.said);
          go.countDown();
          connection.awaitEnd();
        });
    RawClient client = gateway.connect().get("/a");
    Await.open(go);
    return client;
  }
}
