package io.sluice.gateway.boot;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The servers behind the demo's gateway: plain ones of the JDK on free loopback ports, so that the
 * demo needs nothing else installed.
 */
final class DemoOrigins implements AutoCloseable {
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "demo-origin");
            thread.setDaemon(true);
            return thread;
          });
  private final HttpServer echo;
  private final HttpServer slow;
  private final HttpServer flaky;

  /**
   * Binds and starts all three.
   *
   * @throws IOException when no loopback port can be bound
   */
  DemoOrigins() throws IOException {
    // Head and body go out in two writes: without this the second waits for the peer's delayed ACK.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    echo = start(new EchoOrigin());
    slow = start(new SlowOrigin());
    flaky = start(new FlakyOrigin());
  }

  /** The variables that {@code demo.yaml} names the origins by. */
  Map<String, String> variables() {
    return Map.of(
        "DEMO_ECHO", address(echo), "DEMO_SLOW", address(slow), "DEMO_FLAKY", address(flaky));
  }

  private HttpServer start(HttpHandler handler) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 128);
    server.createContext("/", handler);
    server.setExecutor(threads);
    server.start();
    return server;
  }

  private static String address(HttpServer server) {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  /** Answers with text and ends the exchange. */
  static void answer(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, head ? -1 : body.length);
    if (!head) {
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  /** Ends at once what is still running. */
  @Override
  public void close() {
    for (HttpServer server : List.of(echo, slow, flaky)) {
      server.stop(0);
    }
    threads.shutdownNow();
  }
}
