package io.sluice.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Breaks requests at random and asks three things of each: the parser does not throw, the result
 * does not depend on how the bytes are portioned, and what is accepted goes out again as exactly
 * one request for a strict reader, with the framing that was read.
 *
 * <p>Runs for {@code -Dsluice.fuzz.seconds} (30) from seed {@code -Dsluice.fuzz.seed} (1); a
 * failure names the bytes.
 */
class RequestHeadFuzzTest {
  private static final long SECONDS = Long.getLong("sluice.fuzz.seconds", 30);
  private static final long SEED = Long.getLong("sluice.fuzz.seed", 1);

  /** What parsers stumble over, to be put anywhere. */
  private static final String[] PIECES = {
    "\r",
    "\n",
    "\r\n",
    "\r\n\r\n",
    " ",
    "\t",
    ":",
    ": ",
    "\0",
    "\u000b",
    "\u007f",
    "\u0085",
    "\u00a0",
    "\u00ff",
    ",",
    ";",
    "#",
    "?",
    "%",
    "*",
    "/",
    "//",
    "http://",
    "http://b",
    "@",
    "[",
    "]",
    "[::1]",
    "Host: a\r\n",
    "Host : a\r\n",
    "Content-Length: 5\r\n",
    "Content-Length: 0\r\n",
    "Content-Length: +5\r\n",
    "Content-Length: 5, 5\r\n",
    "Transfer-Encoding: chunked\r\n",
    "Transfer-Encoding: gzip, chunked\r\n",
    "Transfer-Encoding:\u000bchunked\r\n",
    "chunked",
    "Connection: close\r\n",
    "Connection: host, content-length\r\n",
    "Connection: upgrade\r\n",
    "Upgrade: h2c\r\n",
    "Expect: 100-continue\r\n",
    "Trailer: x\r\n",
    "\r\n folded",
    "HTTP/1.1",
    "HTTP/1.0",
    "HTTP/2.0",
    "GET / HTTP/1.1\r\nHost: b\r\n\r\n",
    "0\r\n\r\n",
    "999999999999999999999",
  };

  private final Random random = new Random(SEED);
  private final EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
  private final MessageWriter writer = new MessageWriter(channel.pipeline().lastContext());

  @Test
  void whateverComesIsRefusedOrIsOneRequest() {
    List<byte[]> corpus = corpus();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    long accepted = 0;
    long tried = 0;
    while (System.nanoTime() - end < 0) {
      for (int i = 0; i < 500; i++, tried++) {
        byte[] message = corpus.get(random.nextInt(corpus.size()));
        for (int n = 1 + random.nextInt(4); n > 0; n--) {
          message = mutate(message);
        }
        if (check(message)) {
          accepted++;
        }
      }
    }
    channel.finishAndReleaseAll();
    assertThat(accepted).as("accepted of %d", tried).isBetween(tried / 50, tried * 9 / 10);
  }

  private static List<byte[]> corpus() {
    List<byte[]> corpus = new ArrayList<>();
    for (FramingRule rule : RequestHeadRules.all()) {
      if (rule.message().length() < 1000) {
        corpus.add(Parsed.bytes(rule.message()));
      }
    }
    int refused = corpus.size();
    List<String> valid =
        List.of(
            "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /a/b?c=d HTTP/1.1\r\nHost: example.com:80\r\nAccept:  */* \r\nX-Empty:\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "GET http://b:81/x HTTP/1.1\r\nHost: a\r\nConnection: close, x\r\nX: y\r\n\r\n",
            "OPTIONS * HTTP/1.1\r\nHost: [::1]\r\n\r\n",
            "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
            "\r\nPUT /x HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n");
    while (corpus.size() < 2 * refused) { // half of all
      valid.forEach(text -> corpus.add(Parsed.bytes(text)));
    }
    return corpus;
  }

  private byte[] mutate(byte[] message) {
    int at = random.nextInt(message.length + 1);
    int end = Math.min(message.length, at + random.nextInt(12));
    return switch (random.nextInt(6)) {
      case 0 -> join(message, at, new byte[] {(byte) random.nextInt(256)}, at);
      case 1 ->
          join(
              message,
              at,
              new byte[] {(byte) random.nextInt(256)},
              Math.min(at + 1, message.length));
      case 2 -> join(message, at, new byte[0], end);
      case 3 -> join(message, at, Arrays.copyOfRange(message, at, end), at);
      default -> join(message, at, Parsed.bytes(PIECES[random.nextInt(PIECES.length)]), at);
    };
  }

  /** The message with {@code middle} in place of {@code [from, to)}. */
  private static byte[] join(byte[] message, int from, byte[] middle, int to) {
    byte[] joined = Arrays.copyOf(message, from + middle.length + message.length - to);
    System.arraycopy(middle, 0, joined, from, middle.length);
    System.arraycopy(message, to, joined, from + middle.length, message.length - to);
    return joined;
  }

  /** Whether it was accepted. */
  private boolean check(byte[] message) {
    String shown = visible(message);
    Parsed whole;
    try {
      whole = Parsed.request(List.of(message));
    } catch (RuntimeException e) {
      throw new AssertionError("the parser threw at " + shown, e);
    }
    int[] cuts = random.ints(random.nextInt(4), 0, message.length + 1).sorted().toArray();
    assertThat(Parsed.request(Parsed.cut(message, cuts))).as(shown).isEqualTo(whole);
    assertThat(Parsed.request(Parsed.bytewise(message))).as(shown).isEqualTo(whole);
    if (whole.result() == null) {
      return false;
    }
    RequestHead head = new RequestParser(Parsed.LIMITS).parse(Unpooled.wrappedBuffer(message));
    String authority = head.authority();
    HopByHop.strip(head.headers());
    boolean chunked = head.length() == BodyReader.CHUNKED;
    writer.request(head.method(), head.target(), head.headers(), chunked);
    writer.flush();
    ByteBuf out = channel.readOutbound();
    try {
      boolean old = head.minorVersion() == 0;
      ReferenceRequest sent =
          ReferenceRequest.parse(out.toString(StandardCharsets.ISO_8859_1), old);
      assertThat(sent.method()).as(shown).isEqualTo(head.method());
      assertThat(sent.target()).as(shown).isEqualTo(head.target());
      assertThat(sent.length()).as(shown).isEqualTo(head.length());
      assertThat(head.headers().contains("host", authority, false) || old).as(shown).isTrue();
    } catch (IllegalArgumentException e) {
      throw new AssertionError("accepted, but not one request when sent: " + shown, e);
    } finally {
      out.release();
    }
    return true;
  }

  private static String visible(byte[] message) {
    StringBuilder out = new StringBuilder();
    for (byte b : message) {
      switch (b) {
        case '\r' -> out.append("\\r");
        case '\n' -> out.append("\\n");
        default -> {
          if (b < ' ' || b == 0x7f) {
            out.append(String.format("\\x%02x", b));
          } else {
            out.append((char) b);
          }
        }
      }
    }
    return out.toString();
  }
}
