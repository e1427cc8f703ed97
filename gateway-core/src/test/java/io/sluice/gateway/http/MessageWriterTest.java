package io.sluice.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.sluice.gateway.http.MessageWriter.Persistence;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessageWriterTest {
  private final EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
  private final ChannelHandlerContext context = channel.pipeline().lastContext();
  private final MessageWriter writer = new MessageWriter(context);

  @AfterEach
  void nothingIsLeft() {
    channel.finishAndReleaseAll();
  }

  /** What was sent, one text for each write. */
  private List<String> sent() {
    List<String> writes = new ArrayList<>();
    for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
      writes.add(out.toString(StandardCharsets.ISO_8859_1));
      out.release();
    }
    return writes;
  }

  private static ByteBuf data(String text) {
    return Unpooled.directBuffer().writeBytes(Parsed.bytes(text));
  }

  @Test
  void writesARequestWithItsBodyAtOnce() {
    writer.request("POST", "/a?b", new WireHeaders().add("Host", "c").add("x", 1), false);
    writer.body(data("hello"));
    writer.end(null);
    assertThat(sent()).as("nothing goes out before it is flushed").isEmpty();
    writer.flush();
    assertThat(sent()).containsExactly("POST /a?b HTTP/1.1\r\nHost: c\r\nx: 1\r\n\r\nhello");
    writer.flush();
    assertThat(sent()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "200, IMPLIED, OK, ''",
    "204, CLOSE, No Content, connection: close",
    "404, KEEP_ALIVE, Not Found, connection: keep-alive",
    "422, IMPLIED, Unprocessable Entity, ''",
    "599, IMPLIED, Server Error (599), ''",
  })
  void writesAResponseHead(int status, Persistence persistence, String reason, String line) {
    writer.response(status, new WireHeaders().add("a", "b"), false, persistence);
    writer.flush();
    assertThat(sent().get(0))
        .startsWith("HTTP/1.1 " + status + " " + reason + "\r\n")
        .endsWith("\r\na: b\r\n" + (line.isEmpty() ? "" : line + "\r\n") + "\r\n");
  }

  @Test
  void writesChunksAndTrailers() {
    writer.response(200, new WireHeaders(), true, Persistence.IMPLIED);
    writer.body(data("abc"));
    writer.body(data("")); // would end the body
    writer.body(data("0123456789abcdef"));
    writer.end(new WireHeaders().add("t", "u"));
    writer.flush();
    assertThat(sent())
        .containsExactly(
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
                + "3\r\nabc\r\n10\r\n0123456789abcdef\r\n0\r\nt: u\r\n\r\n");
  }

  @Test
  void leavesTrailersOutOfASizedBody() {
    writer.response(200, new WireHeaders().add("content-length", 1), false, Persistence.IMPLIED);
    writer.body(data("a"));
    writer.end(new WireHeaders().add("t", "u"));
    writer.flush();
    assertThat(sent()).containsExactly("HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\na");
  }

  @Test
  void passesLargePiecesOnInTheirOrder() {
    ByteBuf large = data("x".repeat(100_000));
    writer.response(200, new WireHeaders(), true, Persistence.IMPLIED);
    writer.body(data("abc"));
    writer.body(large);
    writer.body(data("def"));
    writer.end(null);
    writer.flush();
    List<String> writes = sent();
    assertThat(writes).contains("x".repeat(100_000));
    assertThat(String.join("", writes))
        .endsWith("3\r\nabc\r\n186a0\r\n" + "x".repeat(100_000) + "\r\n3\r\ndef\r\n0\r\n\r\n");
    assertThat(large.refCnt()).isZero();
  }

  @Test
  void ownsEveryPieceThatItIsGiven() {
    ByteBuf small = data("a");
    ByteBuf empty = data("");
    ByteBuf large = data("x".repeat(100_000));
    writer.body(small);
    writer.body(empty);
    writer.discard();
    channel.close();
    writer.body(large);
    writer.flush();
    assertThat(List.of(small.refCnt(), empty.refCnt(), large.refCnt())).containsOnly(0);
    assertThat(sent()).isEmpty();
  }

  @Test
  void dropsWhatWasNotSent() {
    writer.response(200, new WireHeaders(), false, Persistence.IMPLIED);
    writer.discard();
    writer.flush();
    assertThat(sent()).isEmpty();
  }

  @Test
  void writesOneMessageAfterAnother() {
    for (int i = 0; i < 3; i++) {
      writer.response(200, new WireHeaders(), i == 1, Persistence.IMPLIED);
      writer.body(data("a"));
      writer.end(null);
    }
    writer.flush();
    String sized = "HTTP/1.1 200 OK\r\n\r\na";
    String chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n";
    assertThat(String.join("", sent())).isEqualTo(sized + chunked + sized);
  }
}
