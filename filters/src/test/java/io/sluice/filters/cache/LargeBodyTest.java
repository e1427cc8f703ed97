package io.sluice.filters.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.RawResponse;
import io.sluice.gateway.testkit.StubConnection;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that are too long to be kept, and clients that do not read. */
class LargeBodyTest extends WithCollapsing {
  private static final String HEAD = "HTTP/1.1 200 OK\r\nCache-Control: max-age=10\r\n";
  private static final int LONG = 1 << 20;
  private static final int VERY_LONG = 16 << 20;

  private final CountDownLatch go = new CountDownLatch(1);

  /** What no other place of the body says. */
  private static byte[] body(int length) {
    byte[] body = new byte[length];
    for (int i = 0; i < length; i++) {
      body[i] = (byte) (i * 31 + (i >> 9));
    }
    return body;
  }

  /** The origin sends a body whose first part comes before the test says go. */
  private void answer(byte[] body, boolean chunked) {
    gateway
        .origin()
        .answer(
            (request, connection) -> {
              int first = 1 << 10;
              connection.send(
                  HEAD
                      + (chunked
                          ? "Transfer-Encoding: chunked\r\n\r\n"
                          : "Content-Length: " + body.length + "\r\n\r\n"));
              send(connection, body, 0, first, chunked);
              Await.open(go);
              for (int from = first; from < body.length; from += 16 << 10) {
                send(connection, body, from, Math.min(16 << 10, body.length - from), chunked);
              }
              if (chunked) {
                connection.send("0\r\n\r\n");
              }
            });
  }

  private static void send(StubConnection to, byte[] body, int from, int count, boolean chunked)
      throws IOException {
    if (chunked) {
      to.send(Integer.toHexString(count) + "\r\n");
    }
    byte[] piece = new byte[count];
    System.arraycopy(body, from, piece, 0, count);
    to.send(piece);
    if (chunked) {
      to.send("\r\n");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatIsTooLongComesWholeToAllAndIsNotKept(boolean chunked) {
    byte[] body = body(LONG);
    answer(body, chunked);
    String target = "/small/" + chunked;
    List<RawClient> clients = ask(4, target, "");
    awaitWaiting("small", 4);
    awaitAsked(1);
    go.countDown();
    List<RawResponse> all = clients.parallelStream().map(RawClient::read).toList();
    assertThat(all).allSatisfy(each -> assertThat(each.body()).isEqualTo(body));
    int before = gateway.origin().requests().size();
    assertThat(get(target).body()).isEqualTo(body);
    assertThat(gateway.origin().requests()).hasSize(before + 1);
  }

  /** Its length was not known, so that others have joined before it was too long to be kept. */
  @Test
  void aClientThatDoesNotReadWhatIsTooLongIsGivenUpForOthers() {
    byte[] body = body(VERY_LONG);
    answer(body, true);
    try (PartClient idle = new PartClient(gateway.gateway().port(), "/small/idle")) {
      awaitWaiting("small", 1);
      RawClient reader = ask("/small/idle", "");
      awaitWaiting("small", 2);
      awaitAsked(1);
      go.countDown();
      assertThat(reader.read().body()).isEqualTo(body);
      assertThat(idle.readToEnd()).startsWith("HTTP/1.1 200").doesNotContain("\r\n0\r\n");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aClientThatDoesNotReadSlowsNobodyAndHoldsOneBody(boolean chunked) {
    byte[] body = body(VERY_LONG);
    answer(body, chunked);
    String target = "/unread/" + chunked;
    long before = memory().bodyBytes();
    try (PartClient idle = new PartClient(gateway.gateway().port(), target)) {
      awaitWaiting("all", 1);
      RawClient reader = ask(target, "");
      awaitWaiting("all", 2);
      go.countDown();
      assertThat(reader.read().body()).isEqualTo(body);
      assertThat(get(target).body()).isEqualTo(body);
      assertThat(gateway.origin().requests()).hasSize(1);
      long most = chunked ? 2L * VERY_LONG : VERY_LONG; // copied once when it is whole
      assertThat(memory().bodyBytes() - before).isLessThan(most + LONG);
      idle.awaitText("HTTP/1.1 200");
    }
    Await.until(
        "only what is kept is left", () -> memory().bodyBytes() - before <= VERY_LONG + (64 << 10));
  }
}
