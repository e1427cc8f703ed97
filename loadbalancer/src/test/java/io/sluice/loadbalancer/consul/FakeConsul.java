package io.sluice.loadbalancer.consul;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.sluice.loadbalancer.Target;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An HTTP server that says what the test tells it to. Questions that wait for a change are held
 * until it closes.
 */
public final class FakeConsul implements AutoCloseable {
  /** An answer; an index below 0 leaves the header out. */
  record Reply(int status, long index, String body) {}

  /** What was asked: the line, and the token. */
  record Asked(String line, String token) {}

  final List<Asked> asked = new CopyOnWriteArrayList<>();
  final CountDownLatch held = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private volatile Reply health = new Reply(200, 5, "[]");
  private volatile Reply authorize = new Reply(404, -1, "");
  private volatile String filtered = "";

  public FakeConsul() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  public URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  FakeConsul health(int status, long index, String body) {
    health = new Reply(status, index, body);
    return this;
  }

  /** Has these targets for any service. */
  public FakeConsul targets(List<Target> targets) {
    String entries =
        String.join(
            ",",
            targets.stream()
                .map(
                    t ->
                        "{\"Service\":{\"Address\":\"%s\",\"Port\":%d,\"Weights\":{\"Passing\":%d}}}"
                            .formatted(t.address().host(), t.address().port(), t.weight()))
                .toList());
    return health(200, 5, "[" + entries + "]");
  }

  FakeConsul authorize(int status, String body) {
    authorize = new Reply(status, -1, body);
    return this;
  }

  FakeConsul filtered(String value) {
    filtered = value;
    return this;
  }

  private void handle(HttpExchange exchange) throws IOException {
    String token = exchange.getRequestHeaders().getFirst("X-Consul-Token");
    exchange.getRequestBody().readAllBytes();
    asked.add(
        new Asked(
            exchange.getRequestMethod() + " " + exchange.getRequestURI(),
            token == null ? "" : token));
    String query = exchange.getRequestURI().getRawQuery();
    if (query != null && query.contains("index=")) {
      held.countDown();
      try {
        release.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      exchange.close();
      return;
    }
    boolean authorizes = exchange.getRequestURI().getPath().contains("/internal/acl/authorize");
    Reply reply = authorizes ? authorize : health;
    if (reply.index >= 0) {
      exchange.getResponseHeaders().add("X-Consul-Index", Long.toString(reply.index));
    }
    if (!filtered.isEmpty()) {
      exchange.getResponseHeaders().add("X-Consul-Results-Filtered-By-ACLs", filtered);
    }
    if (reply.status / 100 == 3) {
      exchange.getResponseHeaders().add("Location", address() + "/elsewhere");
    }
    byte[] body = reply.body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(reply.status, body.length == 0 ? -1 : body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  @Override
  public void close() {
    release.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
