package io.sluice.admin;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** A client that sends what it is told, byte for byte. */
final class Wire implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 20_000;

  private final Socket socket = new Socket();

  Wire(InetSocketAddress server) throws IOException {
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.connect(server, PATIENCE_MILLIS);
  }

  Wire send(String bytes) throws IOException {
    socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  /** Says that nothing more will be sent. */
  Wire end() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  /** All that comes until the server closes. */
  String readAll() throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** The same of a server that may reset the connection. */
  String readAllOrReset() throws IOException {
    StringBuilder seen = new StringBuilder();
    byte[] piece = new byte[8192];
    try {
      for (int n; (n = socket.getInputStream().read(piece)) >= 0; ) {
        seen.append(new String(piece, 0, n, StandardCharsets.UTF_8));
      }
    } catch (SocketException reset) {
      // what came before it counts
    }
    return seen.toString();
  }

  /** What comes until {@code last} has been seen; the connection stays open. */
  String readThrough(String last) throws IOException {
    StringBuilder seen = new StringBuilder();
    InputStream in = socket.getInputStream();
    while (seen.indexOf(last) < 0) {
      int octet = in.read();
      if (octet < 0) {
        throw new IOException("closed after: " + seen);
      }
      seen.append((char) octet);
    }
    return seen.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
