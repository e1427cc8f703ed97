package io.sluice.filters.cache;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** A client that reads an answer in parts, or not at all. For one thread. */
final class PartClient implements AutoCloseable {
  private static final int WAIT_MILLIS = 5000;

  private final Socket socket;
  private final InputStream in;
  private final StringBuilder read = new StringBuilder();

  PartClient(int port, String target) {
    try {
      socket = new Socket();
      socket.setReceiveBufferSize(16 << 10);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), WAIT_MILLIS);
      socket.setSoTimeout(WAIT_MILLIS);
      in = socket.getInputStream();
      String request = "GET " + target + " HTTP/1.1\r\nHost: test\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads until a text has come; fails when the connection ends or nothing comes for long. */
  PartClient awaitText(String text) {
    byte[] piece = new byte[8192];
    try {
      while (read.indexOf(text) < 0) {
        int count = in.read(piece);
        if (count < 0) {
          throw new AssertionError("the connection ended in front of " + text + ": " + read);
        }
        read.append(new String(piece, 0, count, StandardCharsets.ISO_8859_1));
      }
      return this;
    } catch (IOException e) {
      throw new AssertionError("without " + text + ": " + e.getMessage() + ": " + read, e);
    }
  }

  /** Reads to the end of the connection, however it ends; all that has come. */
  String readToEnd() {
    byte[] piece = new byte[8192];
    try {
      for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
        read.append(new String(piece, 0, count, StandardCharsets.ISO_8859_1));
      }
    } catch (SocketTimeoutException e) {
      throw new AssertionError("the connection did not end: " + read, e);
    } catch (IOException e) {
      // reset
    }
    return read.toString();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
