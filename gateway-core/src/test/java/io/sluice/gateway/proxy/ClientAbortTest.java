package io.sluice.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.epoll.Epoll;
import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.GatewayExtension;
import io.sluice.gateway.testkit.RawClient;
import java.io.UncheckedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** When the client goes, the origin is let go at once, whatever it was doing. */
class ClientAbortTest {
  enum Going {
    CLOSES,
    RESETS,
    /** Nobody is left to read the answer, as far as a server can know. */
    ENDS_ITS_OUTPUT;

    void go(RawClient client) {
      switch (this) {
        case CLOSES -> client.close();
        case RESETS -> client.reset();
        case ENDS_ITS_OUTPUT -> client.closeOutput();
      }
    }
  }

  @RegisterExtension static final GatewayExtension sluice = GatewayExtension.forwarding();

  private static void assertReleased() {
    Await.until("the origin is let go", () -> sluice.origin().openConnections() == 0);
    Await.until(
        "it is counted out", () -> sluice.gateway().metric("sluice_inflight{route=\"all\"}") == 0);
    sluice.origin().answer((request, connection) -> connection.answer(200, "ok"));
    assertThat(sluice.connect().get("/").read().text()).isEqualTo("ok");
  }

  @ParameterizedTest
  @EnumSource
  void whileItWaitsForTheAnswer(Going going) {
    CountDownLatch asked = new CountDownLatch(1);
    sluice
        .origin()
        .answer(
            (request, connection) -> {
              asked.countDown();
              connection.awaitEnd();
            });
    RawClient client = sluice.connect().get("/");
    Await.open(asked);
    going.go(client);
    assertReleased();
  }

  @ParameterizedTest
  @EnumSource
  void whileItUploads(Going going) {
    CountDownLatch asked = new CountDownLatch(1);
    sluice
        .origin()
        .answerEarly(
            (request, connection) -> {
              asked.countDown();
              sluice.origin().readBody(request, connection);
            });
    RawClient client =
        sluice.connect().send("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc");
    Await.open(asked);
    going.go(client);
    assertReleased();
    assertThat(sluice.origin().requests().get(0).isComplete()).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void whileItDownloads(Going going) {
    sluice
        .origin()
        .answer(
            (request, connection) -> {
              connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
              while (true) { // until the gateway ends the connection
                connection.send("3\r\nabc\r\n");
                connection.pause(1);
              }
            });
    RawClient client = sluice.connect().get("/").awaitBytes();
    going.go(client);
    assertReleased();
  }

  @Test
  void whileItDownloadsTooSlowly() {
    sluice
        .origin()
        .answer(
            (request, connection) -> {
              connection.send("HTTP/1.1 200 OK\r\n\r\n");
              while (true) {
                connection.send(new byte[64 << 10]);
              }
            });
    RawClient client = sluice.connect().get("/").awaitBytes();
    client.reset();
    assertReleased();
  }

  /**
   * A reset is noticed although the gateway is not reading: epoll reports it. NIO does not, and an
   * orderly close stays behind the bytes before it; these are left to the idle timeout.
   */
  @Test
  void whileItUploadsFasterThanTheOriginReads() throws InterruptedException {
    assumeTrue(Epoll.isAvailable(), "only epoll notices");
    CountDownLatch over = new CountDownLatch(1);
    sluice.origin().answerEarly((request, connection) -> Await.open(over));
    RawClient client =
        sluice.connect().send("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n");
    AtomicLong sent = new AtomicLong();
    Thread sender = new Thread(() -> sendUntilCut(client, sent));
    sender.start();
    long[] before = {-1};
    Await.until( // the gateway does not read any more
        "nothing moves",
        () -> {
          long now = sent.get();
          boolean still = now == before[0];
          before[0] = now;
          return still && now > 0 && pausedFor100Millis(sent, now);
        });
    client.reset();
    sender.join();
    Await.until(
        "it is counted out", () -> sluice.gateway().metric("sluice_inflight{route=\"all\"}") == 0);
    over.countDown();
    assertReleased();
  }

  private static void sendUntilCut(RawClient client, AtomicLong sent) {
    byte[] piece = new byte[1 << 16];
    try {
      while (true) {
        client.send(piece);
        sent.addAndGet(piece.length);
      }
    } catch (UncheckedIOException e) {
      // cut
    }
  }

  private static boolean pausedFor100Millis(AtomicLong sent, long at) {
    try {
      TimeUnit.MILLISECONDS.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return sent.get() == at;
  }

  @Test
  void withMoreRequestsInThePipeline() {
    CountDownLatch asked = new CountDownLatch(1);
    sluice
        .origin()
        .answer(
            (request, connection) -> {
              asked.countDown();
              connection.awaitEnd();
            });
    RawClient client = sluice.connect().get("/1").get("/2").get("/3");
    Await.open(asked);
    client.close();
    assertReleased();
    assertThat(sluice.origin().requests()).hasSize(2); // the first, and the one of the assertion
  }

  @Test
  void theAccessFiguresSaySo() {
    sluice.origin().answer((request, connection) -> connection.awaitEnd());
    RawClient client = sluice.connect().get("/");
    Await.until("it is asked", () -> sluice.origin().requests().size() == 1);
    String closed = "sluice_local_replies_total{reason=\"client_closed\",route=\"all\"}";
    double before = sluice.gateway().metric(closed);
    client.close();
    Await.until("it is counted", () -> sluice.gateway().metric(closed) == before + 1);
  }
}
