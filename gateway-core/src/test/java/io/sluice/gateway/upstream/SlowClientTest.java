package io.sluice.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.ManualTicker;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.StubOrigin;
import io.sluice.gateway.testkit.TestGateway;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Origins give slow clients up: clients must not eject endpoints by being slow on purpose. */
class SlowClientTest {
  private static final String EJECTIONS =
      "sluice_ejections_total{reason=\"consecutive_5xx\",upstream=\"main\"}";

  private final StubOrigin one = StubOrigin.answering(200, "");
  private final StubOrigin two = StubOrigin.answering(200, "");
  private final ManualTicker clock = new ManualTicker();
  private final TestGateway gateway =
      TestGateway.of(
              """
              routes: [ { id: all, upstream: main, retry: { attempts: 0 } } ]
              upstreams:
                - id: main
                  targets: [ { address: "${origin}" }, { address: "${origin2}" } ]
                  outlier_detection: { consecutive_5xx: 1 }
              """)
          .origins(one, two)
          .clock(clock)
          .start();

  @AfterEach
  void close() {
    gateway.close();
    one.close();
    two.close();
  }

  @ParameterizedTest
  @CsvSource({"100, 1", "2000, 0"})
  void anUploadThatTheOriginGivesUp(long millis, int ejections) {
    CountDownLatch giveUp = new CountDownLatch(1);
    AtomicLong begun = new AtomicLong();
    for (StubOrigin origin : new StubOrigin[] {one, two}) {
      origin.answerEarly(
          (request, connection) -> {
            begun.incrementAndGet();
            Await.open(giveUp);
            connection.reset();
          });
    }
    RawClient client =
        gateway.connect().send("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 10\r\n\r\n12345");
    Await.until("the origin has it", () -> begun.get() == 1);
    clock.advance(Duration.ofMillis(millis));
    giveUp.countDown();
    assertThat(client.read().status()).isEqualTo(502);
    Await.until("it is known", () -> gateway.metric(EJECTIONS) >= ejections);
    assertThat(gateway.metric(EJECTIONS)).isEqualTo(ejections);
  }

  @Test
  void aDownloadThatTheOriginGivesUp() {
    AtomicLong sent = new AtomicLong();
    byte[] piece = new byte[64 << 10];
    for (StubOrigin origin : new StubOrigin[] {one, two}) {
      origin.answer(
          (request, connection) -> {
            connection.send("HTTP/1.1 200 OK\r\ncontent-length: 1000000000\r\n\r\n");
            try {
              for (int i = 0; i < 15_000; i++) {
                connection.send(piece);
                sent.addAndGet(piece.length);
              }
            } catch (IOException e) {
              connection.reset();
            }
          });
    }
    RawClient client = gateway.connect().get("/");
    Await.until("the body flows", () -> sent.get() > 0);
    long[] seen = {0, 0}; // so much was sent, and so often nothing more
    Await.until(
        "the client is too slow for it",
        () -> {
          clock.advance(Duration.ofMillis(100));
          seen[1] = seen[0] == sent.get() ? seen[1] + 1 : 0;
          seen[0] = sent.get();
          return seen[1] == 250;
        });
    one.kill();
    two.kill();
    client.readRest();
    assertThat(gateway.metric(EJECTIONS)).isZero();
  }
}
