package io.sluice.ratelimit.redis;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Speaks as Redis does, lets scripts be loaded and answers the probe, but to each decision it gives
 * the same reply, whatever was asked.
 */
final class NonsenseServer implements AutoCloseable {
  private final ServerSocket socket;
  private final byte[] nonsense;

  NonsenseServer(String reply) {
    nonsense = reply.getBytes(StandardCharsets.ISO_8859_1);
    try {
      socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start(this::accept);
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "nonsense");
    thread.setDaemon(true);
    thread.start();
  }

  String uri() {
    return "redis://127.0.0.1:" + socket.getLocalPort();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        start(() -> serve(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      InputStream in = new BufferedInputStream(client.getInputStream());
      OutputStream out = client.getOutputStream();
      for (String command = command(in); command != null; command = command(in)) {
        switch (command) {
          case "EVAL" -> out.write("*3\r\n:0\r\n:1\r\n:0\r\n".getBytes(StandardCharsets.UTF_8));
          case "EVALSHA" -> out.write(nonsense);
          default -> out.write("+OK\r\n".getBytes(StandardCharsets.UTF_8));
        }
        out.flush();
      }
    } catch (IOException e) { // the client has gone
    }
  }

  /** Reads an array of strings, and returns the first. */
  private static String command(InputStream in) throws IOException {
    String head = line(in);
    if (head == null) {
      return null;
    }
    String first = null;
    for (int left = Integer.parseInt(head.substring(1)); left > 0; left--) {
      byte[] word = in.readNBytes(Integer.parseInt(line(in).substring(1)));
      line(in);
      first = first == null ? new String(word, StandardCharsets.UTF_8) : first;
    }
    return first.toUpperCase(Locale.ROOT);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        return null;
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
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
