package io.sluice.distribution;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** An origin that answers only when it is told what. */
final class SlowServer implements AutoCloseable {
  private final CountDownLatch received = new CountDownLatch(1);
  private final CompletableFuture<String> text = new CompletableFuture<>();
  private final HttpServer server =
      HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);

  SlowServer() throws IOException {
    server.createContext(
        "/",
        exchange -> {
          received.countDown();
          byte[] body = text.join().getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  void awaitRequest() throws InterruptedException {
    if (!received.await(30, TimeUnit.SECONDS)) {
      throw new AssertionError("the origin was sent nothing");
    }
  }

  void answer(String body) {
    text.complete(body);
  }

  @Override
  public void close() {
    text.complete("");
    server.stop(0);
  }
}
