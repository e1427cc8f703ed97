package io.sluice.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WireHeadersTest {

  static WireHeaders parsed(String lines) {
    ByteBuf in =
        Unpooled.wrappedBuffer(Parsed.bytes("GET / HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n"));
    RequestHead head = new RequestParser(Parsed.LIMITS).parse(in);
    assertThat(head).isNotNull();
    return head.headers();
  }

  static String written(WireHeaders headers) {
    ByteBuf out = Unpooled.buffer();
    headers.writeTo(out);
    assertThat(out.readableBytes()).isLessThanOrEqualTo(headers.encodedLength());
    return out.toString(StandardCharsets.ISO_8859_1);
  }

  @Test
  void givesBackUntouchedLinesAsTheyCame() {
    String lines = "X-One: 1\r\nx-TWO: 2  2\r\nX-one: 3\r\n";
    assertThat(written(parsed(lines))).isEqualTo("Host: a\r\n" + lines);
  }

  @Test
  void writesUnusualWhiteSpaceInTheUsualForm() {
    assertThat(written(parsed("a:1\r\nb:  2\r\nc: 3 \t\r\nd:\t4\r\ne:\r\nf: 6\r\n")))
        .isEqualTo("Host: a\r\na: 1\r\nb: 2\r\nc: 3\r\nd: 4\r\ne: \r\nf: 6\r\n");
  }

  @Test
  void leavesOutRemovedLinesAndAppendsAddedOnes() {
    WireHeaders headers = parsed("a: 1\r\nb: 2\r\nc: 3\r\nB: 4\r\n");
    headers.remove("b").add("d", 5).set("A", "6");
    assertThat(written(headers)).isEqualTo("Host: a\r\nc: 3\r\nd: 5\r\nA: 6\r\n");
    assertThat(headers.size()).isEqualTo(4);
    assertThat(headers.names()).containsExactly("Host", "c", "d", "A");
  }

  @Test
  void keepsBytesAboveAsciiAndRepeatsThem() {
    assertThat(written(parsed("a: \u00e9\u00ff\u0080\r\n")))
        .isEqualTo("Host: a\r\na: \u00e9\u00ff\u0080\r\n");
    assertThat(parsed("a: \u00e9\r\n").get("A")).isEqualTo("\u00e9");
  }

  @Test
  void writesCharactersAboveLatin1AsQuestionMarks() {
    assertThat(new WireHeaders().set("a", "x\u20acy").get("a")).isEqualTo("x?y");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a b", "a:", "a\r", "a\n", "\u00e9", "\u0141", "a\u0000", "(a)", "a\t"})
  void refusesANameThatIsNoToken(String name) {
    assertThatThrownBy(() -> new WireHeaders().add(name, "x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected: a token");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\r\nb: c", "\n", "\r", "a\u0000", "\u007f", "a\u001bb"})
  void refusesAValueThatCouldEndItsLine(String value) {
    WireHeaders headers = parsed("a: 1\r\n");
    assertThatThrownBy(() -> headers.set("a", value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("header a: control character");
    assertThatThrownBy(() -> headers.set(FieldName.HOST, value))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(written(headers)).as("nothing has changed").isEqualTo("Host: a\r\na: 1\r\n");
  }

  @Test
  void findsNamesInAnyCaseAndOnlyThose() {
    WireHeaders headers = parsed("Accept: 1\r\n");
    assertThat(headers.contains("aCCEPT")).isTrue();
    assertThat(headers.contains("accep")).isFalse();
    assertThat(headers.contains("acceptx")).isFalse();
    assertThat(headers.contains("\u0141ccept")).as("not by the low byte alone").isFalse();
    assertThat(headers.contains("")).isFalse();
  }

  @Test
  void convertsNumbersAndDates() {
    WireHeaders headers =
        parsed("n: 42\r\nm: x\r\nl: 70000\r\nd: Sun, 06 Nov 1994 08:49:37 GMT\r\n");
    assertThat(headers.getInt("n")).isEqualTo(42);
    assertThat(headers.getInt("m")).isNull();
    assertThat(headers.getInt("m", 7)).isEqualTo(7);
    assertThat(headers.getInt("none", 7)).isEqualTo(7);
    assertThat(headers.getShort("n")).isEqualTo((short) 42);
    assertThat(headers.getShort("l")).isNull();
    assertThat(headers.getTimeMillis("d")).isEqualTo(784111777000L);
    assertThat(headers.getTimeMillis("m", 1)).isEqualTo(1);
  }

  @Test
  void iteratesInOrderAndStops() {
    var iterator = parsed("a: 1\r\n").iteratorCharSequence();
    iterator.next();
    assertThat(iterator.next().getValue()).hasToString("1");
    assertThat(iterator.hasNext()).isFalse();
    assertThatThrownBy(iterator::next).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void growsAsFarAsItMust() {
    WireHeaders headers = new WireHeaders();
    StringBuilder expected = new StringBuilder();
    for (int i = 0; i < 1000; i++) {
      headers.add("name-" + i, "value " + i);
      expected.append("name-").append(i).append(": value ").append(i).append("\r\n");
    }
    assertThat(written(headers)).isEqualTo(expected.toString());
    assertThat(headers.get("NAME-777")).isEqualTo("value 777");
  }

  /** RFC 9110 7.6.1. */
  @Test
  void stripsWhatConcernsTheConnectionAlone() {
    WireHeaders headers =
        parsed(
            "Connection: close, X-Private ,content-length,host\r\nConnection: ,x-other;,\r\n"
                + "X-PRIVATE: 1\r\nx-Other: 2\r\nKeep-Alive: 5\r\nTE: trailers\r\nUpgrade: h2c\r\n"
                + "Proxy-Connection: x\r\nContent-Length: 5\r\nX-Kept: y\r\n");
    HopByHop.strip(headers);
    assertThat(written(headers)).isEqualTo("Host: a\r\nContent-Length: 5\r\nX-Kept: y\r\n");
  }

  @Test
  void showsAllValuesOfAName() {
    WireHeaders headers = parsed("a: 1\r\nb: 2\r\nA: 3\r\n");
    assertThat(headers.getAll("a")).isEqualTo(List.of("1", "3"));
    assertThat(headers.getAll("c")).isEmpty();
    assertThat(headers.containsValue("a", "3", false)).isTrue();
  }

  @Test
  void aCopyLivesByItself() {
    WireHeaders original = parsed("a: 1\r\n");
    WireHeaders copy = original.copy();
    copy.set("a", "2").add("b", "3");
    original.remove("a");
    assertThat(written(original)).isEqualTo("Host: a\r\n");
    assertThat(written(copy)).isEqualTo("Host: a\r\na: 2\r\nb: 3\r\n");
  }

  @Test
  void aListOfValuesIsTakenWholeOrNotAtAll() {
    WireHeaders fields = parsed("a: 1\r\na: 2\r\n");
    List<String> refused = List.of("3", "4\r\nevil: 5");
    assertThatThrownBy(() -> fields.set("a", refused)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> fields.add("a", refused)).isInstanceOf(IllegalArgumentException.class);
    assertThat(fields.getAll("a")).containsExactly("1", "2");
    fields.set("a", List.of("3", "4"));
    assertThat(fields.getAll("a")).containsExactly("3", "4");
  }

  @Test
  void takesABlockOfFieldsAsIfTheyWereAppendedOneByOne() {
    WireHeaders prepared = new WireHeaders().add("x", "1").add("y", "2").add("z", "3");
    prepared.remove("y");
    FieldBlock block = new FieldBlock(prepared);
    for (int lines = 0; lines < 40; lines++) {
      WireHeaders fields = parsed("a: 1\r\n".repeat(lines));
      fields.append(block);
      assertThat(written(fields))
          .isEqualTo("Host: a\r\n" + "a: 1\r\n".repeat(lines) + "x: 1\r\nz: 3\r\n");
      assertThat(fields.get("z")).isEqualTo("3");
      assertThat(fields.contains("y")).isFalse();
      assertThat(fields.size()).isEqualTo(lines + 3);
    }
  }

  @Test
  void aTrailerCannotBringBackWhatWasRemoved() {
    WireHeaders head = parsed("kept: 1\r\nremoved: 2\r\n");
    head.remove("removed").remove("never-there");
    WireHeaders trailers =
        new WireHeaders()
            .add("Kept", "t")
            .add("Removed", "t")
            .add("Never-There", "t")
            .add("new", "t");
    WireHeaders response = trailers.copy();
    trailers.removeTwinsOf(head, true);
    assertThat(trailers.names()).containsExactly("new");
    response.removeTwinsOf(head, false);
    assertThat(response.names()).containsExactly("Kept", "new");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x-consumer-id",
        "X-Consumer-ID",
        "x_consumer_id",
        "X-Consumer_Id",
        "x.consumer-id",
        "x-consumer~id"
      })
  void whatOriginsMayTakeForAReservedNameGoes(String sent) {
    WireHeaders head =
        parsed(sent + ": root\r\nx-consumer: 1\r\nxconsumerid: 2\r\n" + sent + ": admin\r\n");
    head.reserve("X-Consumer-Id");
    head.set("x-consumer-id", "ann");
    WireHeaders trailers = new WireHeaders().add(sent, "root").add("x-other", "t");
    trailers.removeTwinsOf(head, true);

    assertThat(head.names()).containsExactly("Host", "x-consumer", "xconsumerid", "x-consumer-id");
    assertThat(head.get("x-consumer-id")).isEqualTo("ann");
    assertThat(trailers.names()).containsExactly("x-other");
  }

  @Test
  void aReservedNameThatWasNotSentKeepsTrailersOut() {
    WireHeaders head = parsed("other: 1\r\n");
    head.reserve("x-user");
    WireHeaders trailers = new WireHeaders().add("X_User", "root");
    trailers.removeTwinsOf(head, false);
    assertThat(trailers.isEmpty()).isTrue();
  }

  @Test
  void namesThatOriginsConfuseAreStillTwoFields() {
    WireHeaders head = parsed("x-user: 1\r\nx_user: 2\r\n");
    assertThat(head.get("x_user")).isEqualTo("2");
    head.remove("x-user");
    assertThat(head.names()).containsExactly("Host", "x_user");
  }

  @Test
  void valuesOfOneNameAreIteratedWithoutCopies() {
    WireHeaders head = parsed("a: 1\r\nb: 2\r\nA: 3\r\n");
    assertThat(head.valueStringIterator("a")).toIterable().containsExactly("1", "3");
    assertThat(head.valueCharSequenceIterator("a"))
        .toIterable()
        .extracting(Object::toString)
        .containsExactly("1", "3");
    assertThat(head.valueCharSequenceIterator("c").hasNext()).isFalse();
  }

  @Test
  void whatWasClearedDoesNotComeBackAsATrailer() {
    WireHeaders head = parsed("x-user: 1\r\n");
    head.reserve("x-role");
    head.clear();
    head.add("other", "1");
    WireHeaders trailers = new WireHeaders().add("X_User", "root").add("X-Role", "root");
    trailers.removeTwinsOf(head, false);
    assertThat(trailers.isEmpty()).isTrue();
    assertThat(written(head)).isEqualTo("other: 1\r\n");
  }

  /** RFC 9110 section 7.6.1: named in Connection, so of this hop, whatever else it looks like. */
  @Test
  void aTwinOfAFramingFieldIsNoneWhenConnectionNamesIt() {
    WireHeaders head = parsed("content.length: 5\r\nConnection: content.length, host\r\n");
    HopByHop.strip(head);
    assertThat(head.names()).containsExactly("Host");
  }
}
