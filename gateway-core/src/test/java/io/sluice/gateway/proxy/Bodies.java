package io.sluice.gateway.proxy;

import io.sluice.gateway.testkit.StubConnection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Bodies for tests. */
final class Bodies {
  private Bodies() {}

  /** The same bytes for the same length. */
  static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  /** Sends a chunked body, a chunk at a time. */
  static void sendChunked(StubConnection to, byte[] body, int chunk) throws IOException {
    for (int from = 0; from < body.length; from += chunk) {
      to.send(chunk(body, from, Math.min(chunk, body.length - from)));
    }
    to.send("0\r\n\r\n");
  }

  private static byte[] chunk(byte[] body, int from, int length) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(length + 16);
    out.writeBytes((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
    out.write(body, from, length);
    out.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
    return out.toByteArray();
  }

  /** A whole body as chunks of that size, without trailers. */
  static byte[] chunked(byte[] body, int chunk) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int from = 0; from < body.length; from += chunk) {
      out.writeBytes(chunk(body, from, Math.min(chunk, body.length - from)));
    }
    out.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    return out.toByteArray();
  }
}
