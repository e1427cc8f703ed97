package io.sluice.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.Verdict;
import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.FixedFilter;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.StubOrigin;
import io.sluice.gateway.testkit.TestGateway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The access log tells what an exchange went through, in order, in one field. */
class StoryTest {
  private static final Filter NOTES =
      new Filter() {
        @Override
        public Verdict onRequest(Exchange exchange) {
          for (int i = 0; i < 10_000; i++) {
            exchange.note("event=" + i);
          }
          return Verdict.CONTINUE;
        }
      };

  @TempDir Path folder;

  private final StubOrigin one = StubOrigin.answering(200, "one");
  private final StubOrigin two = StubOrigin.answering(200, "two");
  private Path log = Path.of("");
  private TestGateway gateway;

  @BeforeEach
  void start() {
    log = folder.resolve("access.log");
    String yaml =
        """
        access_log: { path: "%s", format: "{path} {status} {reason} [{story}]" }
        routes:
          - id: noted
            match: { path: { prefix: /noted } }
            direct_response: { status: 200 }
            filters: [ { name: notes } ]
          - id: hedged
            match: { path: { prefix: /hedged } }
            upstream: both
            hedge: { after: 50ms }
          - id: all
            upstream: both
            retry: { attempts: 1, backoff: { base: 0s, max: 0s } }
        upstreams:
          - { id: both, targets: [ { address: "${origin}" }, { address: "${origin2}" } ] }
        """
            .formatted(log);
    gateway = TestGateway.of(yaml).origins(one, two).filter(FixedFilter.of("notes", NOTES)).start();
  }

  @AfterEach
  void close() {
    gateway.close();
    one.close();
    two.close();
  }

  private List<String> lines(int count) {
    Await.until("it is written", () -> read().size() >= count);
    return read();
  }

  private List<String> read() {
    try {
      return Files.exists(log) ? Files.readAllLines(log) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aPlainExchangeHasNone() {
    gateway.connect().get("/plain").read();
    assertThat(lines(1)).containsExactly("/plain 200 - [-]");
  }

  @Test
  void everyAttemptIsToldWithItsEnd() {
    one.kill();
    RawClient client = gateway.connect();
    client.get("/a").read();
    client.get("/b").read();
    String told = String.join("\n", lines(2));
    assertThat(told)
        .containsPattern(
            "200 - \\["
                + one.address()
                + " connection_refused [0-9.]+ms; "
                + two.address()
                + " 200\\]");
  }

  @Test
  void anExchangeThatFailsTellsWhatWasTried() {
    one.answer((request, connection) -> connection.reset());
    two.answer((request, connection) -> connection.reset());
    gateway.connect().get("/a").read();
    assertThat(lines(1).get(0))
        .matches(
            "/a 502 upstream_reset \\[\\S+ upstream_reset \\S+ms; \\S+ upstream_reset \\S+ms]");
  }

  /** Whichever is asked first, it is held until the other has answered. */
  @Test
  void aHedgeTellsWhoWasFaster() {
    CountDownLatch answered = new CountDownLatch(1);
    AtomicBoolean asked = new AtomicBoolean();
    StubOrigin.Handler held =
        (request, connection) -> {
          if (asked.compareAndSet(false, true)) {
            Await.open(answered);
          }
          connection.answer(200, "ok");
        };
    one.answer(held);
    two.answer(held);
    assertThat(gateway.connect().get("/hedged").read().status()).isEqualTo(200);
    answered.countDown();
    assertThat(lines(1).get(0)).matches("/hedged 200 - \\[hedge=won; \\S+ 200]");
  }

  @Test
  void filtersTellTheirPartInOrderAndNotWithoutEnd() {
    gateway.connect().get("/noted").read();
    assertThat(lines(1).get(0)).startsWith("/noted 200 - [event=0; event=1; event=2; ");
    assertThat(lines(1).get(0)).hasSizeBetween(1000, 1100);
  }
}
