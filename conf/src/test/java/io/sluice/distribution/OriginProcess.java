package io.sluice.distribution;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** An origin in a process of its own, so that it can be killed as processes are. */
final class OriginProcess implements AutoCloseable {
  static final String BODY = "an answer";

  /** Field of each response: the port of the origin that gave it. */
  static final String ORIGIN = "x-origin";

  /** Takes how long each further answer is to take, in milliseconds. */
  private static final String DELAY = "/delay";

  /** What checks ask for, and what takes the status that they are answered from then on. */
  private static final String HEALTH = "/health";

  private final int port;
  private final int atATime;
  private Process process;

  OriginProcess() throws Exception {
    this(16);
  }

  /** One that works on so many requests at a time; the others wait. */
  OriginProcess(int atATime) throws Exception {
    this.atATime = atATime;
    port = Ports.free();
    process = launch();
  }

  /** What the process runs: answers every request until it is killed. */
  public static void main(String[] arguments) throws IOException {
    String port = arguments[0];
    InetSocketAddress address =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(port));
    HttpServer server = HttpServer.create(address, 1024);
    byte[] body = BODY.getBytes(StandardCharsets.US_ASCII);
    AtomicInteger delay = new AtomicInteger();
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          sleep(delay.get());
          exchange.getResponseHeaders().set(ORIGIN, port);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    AtomicInteger health = new AtomicInteger(200);
    server.createContext(
        HEALTH,
        exchange -> {
          byte[] wanted = exchange.getRequestBody().readAllBytes();
          if (exchange.getRequestMethod().equals("PUT")) {
            health.set(Integer.parseInt(new String(wanted, StandardCharsets.US_ASCII)));
            exchange.sendResponseHeaders(204, -1);
          } else {
            exchange.sendResponseHeaders(health.get(), -1);
          }
          exchange.close();
        });
    server.createContext(
        DELAY,
        exchange -> {
          byte[] wanted = exchange.getRequestBody().readAllBytes();
          delay.set(Integer.parseInt(new String(wanted, StandardCharsets.US_ASCII)));
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.setExecutor(Executors.newFixedThreadPool(Integer.parseInt(arguments[1])));
    server.start();
    System.out.println("ready");
  }

  private static void sleep(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
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
                Integer.toString(port),
                Integer.toString(atATime))
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

  /** Has it answer checks with a status from now on; all else it serves as before. */
  void health(int status) throws Exception {
    tell(HEALTH, status);
  }

  /** Has it take so long for each answer from now on. It is told in turn with its other work. */
  void delay(int millis) throws Exception {
    tell(DELAY, millis);
  }

  private void tell(String what, int value) throws Exception {
    int said = new Client(port).send("PUT", what, Integer.toString(value)).statusCode();
    if (said != 204) {
      throw new IllegalStateException("the origin answers " + said + " (expected: 204)");
    }
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
