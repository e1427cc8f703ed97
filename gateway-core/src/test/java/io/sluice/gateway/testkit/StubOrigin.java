package io.sluice.gateway.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An origin server on loopback that answers as a test says and remembers what it was sent. Its
 * reader is strict: what is no well-formed request ends the connection and is noted in {@link
 * #violations()}.
 *
 * <pre>{@code
 * try (StubOrigin origin = StubOrigin.answering(200, "ok")) {
 *   origin.answer((request, connection) -> connection.answer(404, "X-Why: none\r\n", "gone"));
 *   origin.answer(
 *       (request, connection) -> {
 *         connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
 *         connection.reset(); // in the middle of the body
 *       });
 * }
 * }</pre>
 *
 * <p>Every connection has a daemon thread, at most 256 at a time. Methods may be called from any
 * thread.
 */
public final class StubOrigin implements AutoCloseable {
  static final int MOST_CONNECTIONS = 256;
  private static final long WAIT_SECONDS = 5;

  /** Answers one request. */
  @FunctionalInterface
  public interface Handler {

    /**
     * Called on the connection's thread; the next request is read when it returns.
     *
     * @throws IOException ends the connection; expected when the other side is gone
     */
    void handle(ReceivedRequest request, StubConnection connection) throws IOException;
  }

  private record Script(Handler handler, boolean early) {}

  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final List<ReceivedRequest> requests = new CopyOnWriteArrayList<>();
  private final BlockingQueue<ReceivedRequest> completed = new LinkedBlockingQueue<>();
  private final List<String> violations = new CopyOnWriteArrayList<>();
  private final AtomicInteger accepted = new AtomicInteger();
  private final int port;
  private volatile Script script; // any thread
  private volatile @Nullable ServerSocket server; // null while it is killed
  private volatile @Nullable Thread acceptor; // of the server socket

  private StubOrigin(Handler handler) {
    script = new Script(handler, false);
    port = listen(0);
  }

  /** Starts an origin whose handler is called when a request is complete. */
  public static StubOrigin start(Handler handler) {
    return new StubOrigin(handler);
  }

  /** Starts an origin that gives every request the same answer. */
  public static StubOrigin answering(int status, String body) {
    return start((request, connection) -> connection.answer(status, body));
  }

  /** Replaces the handler, called when a request is complete; sends 100 (Continue) by itself. */
  public void answer(Handler handler) {
    script = new Script(handler, false);
  }

  /**
   * Replaces the handler by one that is called as soon as a request's head is there; {@link
   * #readBody} reads on. What it leaves unread is read after it.
   */
  public void answerEarly(Handler handler) {
    script = new Script(handler, true);
  }

  /** Reads the rest of a request, for a handler that was called early. */
  public void readBody(ReceivedRequest request, StubConnection connection) throws IOException {
    if (!request.isComplete()) {
      request.complete(connection.in().body(WireReader.length(request.headers(), 0)));
      completed.add(request);
    }
  }

  /** Its port, the same after a {@link #restart}. */
  public int port() {
    return port;
  }

  /** Host and port for a config. */
  public String address() {
    return "127.0.0.1:" + port;
  }

  /** All requests whose heads have come, in order. */
  public List<ReceivedRequest> requests() {
    return List.copyOf(requests);
  }

  /** Takes the next complete request; waits for it. */
  public ReceivedRequest takeRequest() {
    try {
      ReceivedRequest next = completed.poll(WAIT_SECONDS, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError(
            "no request came to the origin within " + WAIT_SECONDS + " s; so far: " + requests);
      }
      return next;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for a request", e);
    }
  }

  /** Connections accepted so far. */
  public int connections() {
    return accepted.get();
  }

  /** Connections now open. */
  public int openConnections() {
    return open.size();
  }

  /** What came that was no well-formed request: empty behind a gateway that works. */
  public List<String> violations() {
    return List.copyOf(violations);
  }

  /** Forgets the requests and violations seen so far. */
  public void clear() {
    requests.clear();
    completed.clear();
    violations.clear();
  }

  /** Dies as a process does: the port refuses, and all connections are reset. */
  public void kill() {
    stop(true);
  }

  /** Comes back on the same port. */
  public void restart() {
    if (server == null) {
      listen(port);
    }
  }

  @Override
  public void close() {
    stop(false);
  }

  private static void linger(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      // its own thread has closed it just now
    }
  }

  private void stop(boolean reset) {
    ServerSocket listening = server;
    server = null;
    try {
      if (listening != null) {
        listening.close();
      }
      for (Socket socket : open) {
        if (reset && !socket.isClosed()) {
          linger(socket);
        }
        socket.close();
      }
      Thread accepting = acceptor;
      if (accepting != null) { // the port is free when it has left the socket
        accepting.join(TimeUnit.SECONDS.toMillis(WAIT_SECONDS));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private int listen(int wanted) {
    try {
      ServerSocket socket = new ServerSocket();
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted), 1024);
      server = socket;
      acceptor = thread("stub-origin-accept", () -> accept(socket));
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("port " + wanted, e);
    }
  }

  private static Thread thread(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void accept(ServerSocket listening) {
    while (true) {
      try {
        Socket socket = listening.accept();
        if (open.size() >= MOST_CONNECTIONS) {
          violations.add("more than " + MOST_CONNECTIONS + " connections at a time");
          socket.close();
        } else {
          open.add(socket);
          int index = accepted.getAndIncrement();
          thread("stub-origin-" + index, () -> serve(socket, index));
        }
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket socket, int index) {
    try (socket) {
      if (server == null) { // killed between accept and here
        socket.setSoLinger(true, 0);
        return;
      }
      StubConnection connection = new StubConnection(socket, index);
      for (int position = 0; !socket.isClosed(); position++) {
        WireReader.Head head = connection.in().head();
        if (head == null) {
          return;
        }
        serve(new ReceivedRequest(head, index, position), connection);
      }
    } catch (MalformedMessageException e) {
      violations.add("connection " + index + ": " + e.getMessage());
    } catch (IOException e) {
      // the other side is gone, or this origin is
    } catch (RuntimeException | AssertionError e) {
      violations.add("connection " + index + ": the handler failed: " + e);
    } finally {
      open.remove(socket);
    }
  }

  private void serve(ReceivedRequest request, StubConnection connection) throws IOException {
    requests.add(request);
    Script now = script;
    if (now.early()) {
      now.handler().handle(request, connection);
      if (!connection.socket().isClosed()) {
        readBody(request, connection);
      }
      return;
    }
    if (request.headers().lists("expect", "100-continue")) {
      connection.send("HTTP/1.1 100 Continue\r\n\r\n");
    }
    readBody(request, connection);
    now.handler().handle(request, connection);
  }
}
