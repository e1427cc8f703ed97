package io.sluice.gateway.boot;

import io.sluice.gateway.config.ConfigException;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A demo that sends itself a few requests and ends. The launcher records with it which classes a
 * start needs, and has the JVM keep them in an archive: with it, a start takes half the time.
 */
final class Rehearsal {
  private static final int TIMEOUT_MILLIS = 10_000;
  private static final List<String> PATHS = List.of("/", "/echo/hello", "/flaky", "/nowhere");

  private Rehearsal() {}

  /**
   * Starts the gateway of {@code file}, has it answer, and closes it.
   *
   * @throws IOException when it does not start or does not answer
   */
  static void run(ConfigFile file, PrintStream out) throws ConfigException, IOException {
    try (Gateway gateway = Gateway.start(ConfigOrigin.inMemory(file.loader(), file.load()), out)) {
      InetSocketAddress address = gateway.address("http");
      for (String path : PATHS) {
        out.println(path + ": " + statusLine(address, path));
      }
    }
  }

  private static String statusLine(InetSocketAddress address, String path) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(address, TIMEOUT_MILLIS);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      String request = "GET " + path + " HTTP/1.1\r\nHost: demo\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      String answer =
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      return answer.lines().findFirst().orElseThrow(() -> new IOException(path + ": no answer"));
    }
  }
}
