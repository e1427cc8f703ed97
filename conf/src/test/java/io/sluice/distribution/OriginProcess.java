package io.sluice.distribution;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** An origin in a process of its own, so that it can be killed as processes are. */
final class OriginProcess implements AutoCloseable {
  static final String BODY = "an answer";

  private final int port;
  private Process process;

  OriginProcess() throws Exception {
    port = Ports.free();
    process = launch();
  }

  /** What the process runs: answers every request until it is killed. */
  public static void main(String[] arguments) throws IOException {
    InetSocketAddress address =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0]));
    HttpServer server = HttpServer.create(address, 1024);
    byte[] body = BODY.getBytes(StandardCharsets.US_ASCII);
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.setExecutor(Executors.newFixedThreadPool(16));
    server.start();
    System.out.println("ready");
  }

  private Process launch() throws Exception {
    Process started =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-Dsun.net.httpserver.nodelay=true",
                "-Dsun.net.httpserver.maxIdleConnections=10000",
                "-cp",
                System.getProperty("java.class.path"),
                OriginProcess.class.getName(),
                Integer.toString(port))
            .redirectErrorStream(true)
            .start();
    if (started.getInputStream().read() != 'r') {
      started.destroyForcibly();
      throw new IOException("the origin did not start");
    }
    return started;
  }

  int port() {
    return port;
  }

  /** SIGKILL: no last word to its clients. */
  void kill() throws Exception {
    process.destroyForcibly();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      throw new AssertionError("the origin survives SIGKILL");
    }
  }

  /** Starts it again on its port. */
  void restart() throws Exception {
    process = launch();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
