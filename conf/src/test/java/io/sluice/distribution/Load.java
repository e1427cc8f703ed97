package io.sluice.distribution;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * GET requests over kept connections, one after another on each, until it is closed. Every answer
 * but a whole 200 is kept as a failure; nothing is sent twice.
 */
final class Load implements AutoCloseable {
  private static final int MOST_FAILURES = 20;

  private final List<Thread> threads = new ArrayList<>();
  private final AtomicLong answered = new AtomicLong();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final int port;
  private final long pauseMillis;
  private volatile boolean stopped;

  /** Starts so many connections; each pauses after an answer. */
  Load(int port, int connections, long pauseMillis) {
    this.port = port;
    this.pauseMillis = pauseMillis;
    for (int i = 0; i < connections; i++) {
      Thread thread = new Thread(this::run, "load-" + i);
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
  }

  private void run() {
    byte[] request =
        "GET /load HTTP/1.1\r\nHost: load.example\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    while (!stopped && failures.size() < MOST_FAILURES) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(20_000);
        InputStream in = new BufferedInputStream(socket.getInputStream());
        boolean open = true;
        while (open && !stopped) {
          socket.getOutputStream().write(request);
          open = readAnswer(in);
          answered.incrementAndGet();
          if (pauseMillis > 0) {
            Thread.sleep(pauseMillis);
          }
        }
      } catch (IOException | RuntimeException e) {
        if (!stopped) {
          failures.add(e.toString());
        }
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** Whether the connection stays open behind the answer. */
  private boolean readAnswer(InputStream in) throws IOException {
    String head = readHead(in);
    int at = head.toLowerCase(java.util.Locale.ROOT).indexOf("content-length: ");
    if (at < 0) {
      throw new IOException("no length: " + head);
    }
    int from = at + "content-length: ".length();
    int length = Integer.parseInt(head.substring(from, head.indexOf('\r', from)).strip());
    byte[] body = in.readNBytes(length);
    if (body.length < length || !head.startsWith("HTTP/1.1 200 ")) {
      failures.add(head + new String(body, StandardCharsets.UTF_8));
    }
    return !head.contains("connection: close");
  }

  private static String readHead(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.length() < 4 || head.indexOf("\r\n\r\n", head.length() - 4) < 0) {
      int b = in.read();
      if (b < 0) {
        throw new IOException("closed behind: '" + head + "'");
      }
      head.append((char) b);
    }
    return head.toString();
  }

  long answered() {
    return answered.get();
  }

  /** Waits until so many more answers have come. */
  void awaitAnswers(long more) throws InterruptedException {
    long wanted = answered.get() + more;
    long end = System.nanoTime() + 60_000_000_000L;
    while (answered.get() < wanted && failures.isEmpty()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("no answers for a minute");
      }
      Thread.sleep(5);
    }
  }

  List<String> failures() {
    return List.copyOf(failures);
  }

  @Override
  public void close() {
    stopped = true;
    try {
      for (Thread thread : threads) {
        thread.join(10_000);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
