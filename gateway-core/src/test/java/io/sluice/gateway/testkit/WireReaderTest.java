package io.sluice.gateway.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A reader that forgave something would hide what a gateway does wrong. */
class WireReaderTest {
  private static WireReader reader(String bytes) {
    return new WireReader(
        new ByteArrayInputStream(
            WireReader.bytes(bytes.replace("¶", "\r\n").replace("␊", "\n").replace("␍", "\r"))));
  }

  /** A {@code ¶} stands for CRLF, {@code ␊} for LF, {@code ␍} for CR. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\0',
      delimiterString = "=>",
      value = {
        "GET / HTTP/1.1␊¶ => control character 10",
        "GET / HTTP/1.1␍¶ => bare CR",
        "GET / HTTP/1.1¶a : b¶¶ => field line 'a : b'",
        "GET / HTTP/1.1¶ a: b¶¶ => field line ' a: b'",
        "GET / HTTP/1.1¶a¶¶ => field line 'a'",
        "GET / HTTP/1.1¶a: b¶ c¶¶ => field line ' c'",
        "GET / HTTP/1.1¶a: \u0000¶¶ => control character 0",
      })
  void refusesAMalformedHead(String bytes, String message) {
    assertThatThrownBy(() -> reader(bytes).head())
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\0',
      delimiterString = "=>",
      value = {
        "¶ => length ''",
        "0x3¶abc¶0¶¶ => length '0x3'",
        "3;a¶abc¶0¶¶ => length '3;a'",
        "3 ¶abc¶0¶¶ => length '3 '",
        "3¶abcd¶0¶¶ => no CRLF after a chunk of 3",
        "fffffffff¶ => more than the test kit holds",
        "0¶a : b¶¶ => field line 'a : b'",
      })
  void refusesAMalformedChunkedBody(String bytes, String message) {
    assertThatThrownBy(() -> reader(bytes).body(WireReader.CHUNKED))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource({
    "'content-length: 1¶content-length: 1', framing said twice",
    "'content-length: 1¶transfer-encoding: chunked', framing said twice",
    "'transfer-encoding: gzip, chunked', transfer-encoding: 'gzip, chunked'",
    "'content-length: +1', length '+1'",
    "'content-length: 1, 1', 'length ''1, 1'''",
  })
  void refusesAmbiguousFraming(String lines, String message) throws IOException {
    Fields fields = reader("x¶" + lines + "¶¶").head().fields;
    assertThatThrownBy(() -> WireReader.length(fields, 0))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining(message.replace("'gzip", "gzip").replace("chunked'", "chunked"));
  }

  @Test
  void knowsAnEndBetweenMessagesFromOneWithin() throws IOException {
    WireReader reader = reader("GET / HTTP/1.1¶¶");
    assertThat(reader.head().startLine).isEqualTo("GET / HTTP/1.1");
    assertThat(reader.atEnd()).isTrue();
    assertThat(reader.head()).isNull();
    assertThatThrownBy(() -> reader("GET / H").head()).isInstanceOf(EOFException.class);
    assertThatThrownBy(() -> reader("abc").body(4)).isInstanceOf(EOFException.class);
  }

  @Test
  void anOriginNotesWhatIsNoRequest() throws Exception {
    try (StubOrigin origin = StubOrigin.answering(200, "ok");
        RawClient client = RawClient.connect(origin.port())) {
      client.send("GET / HTTP/1.1\r\n\r\n");
      assertThat(client.awaitClose()).isEqualTo(Ending.CLOSED);
      Await.until("a violation", () -> !origin.violations().isEmpty());
      assertThat(origin.violations().get(0)).contains("host [] (expected: one)");
    }
  }

  @Test
  void aClientTellsAResetFromAClose() {
    try (StubOrigin origin = StubOrigin.start((request, connection) -> connection.reset());
        RawClient client = RawClient.connect(origin.port())) {
      assertThat(client.isClosed()).isFalse();
      assertThat(client.get("/").awaitClose()).isEqualTo(Ending.RESET);
    }
  }

  @Test
  void aClientWaitsForABoundedTime() {
    try (StubOrigin origin = StubOrigin.start((request, connection) -> connection.awaitEnd());
        RawClient client = RawClient.connect(origin.port())) {
      client.timeout(java.time.Duration.ofMillis(50)).get("/");
      assertThatThrownBy(client::read)
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("no complete response in time")
          .hasCauseInstanceOf(SocketTimeoutException.class);
    }
  }
}
