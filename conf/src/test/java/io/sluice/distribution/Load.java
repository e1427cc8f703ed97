package io.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * GET requests over kept connections, one after another on each, until it is closed. Every answer
 * but a whole 200 is kept as a failure; nothing is sent twice. Who answered when is told by {@link
 * #answers}.
 */
final class Load implements AutoCloseable {
  private static final int MOST_FAILURES = 20;
  private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final List<Thread> threads = new ArrayList<>();
  private final AtomicLong answered = new AtomicLong();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final Answers answers = new Answers();
  private final int port;
  private final long pauseMillis;
  private final long turnNanos;
  private volatile boolean stopped;

  /** Starts so many connections; each pauses after an answer. */
  Load(int port, int connections, long pauseMillis) {
    this(port, connections, pauseMillis, 0);
  }

  private Load(int port, int connections, long pauseMillis, long turnNanos) {
    this.port = port;
    this.pauseMillis = pauseMillis;
    this.turnNanos = turnNanos;
    long began = System.nanoTime();
    for (int i = 0; i < connections; i++) {
      long first = began + turnNanos * i / connections;
      Thread thread = new Thread(() -> run(first), "load-" + i);
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
  }

  /**
   * Starts so many connections that send so many requests a second, all together. One that was kept
   * waiting makes up for it, up to a second's worth.
   */
  static Load paced(int port, int connections, int perSecond) {
    return new Load(port, connections, 0, SECOND_NANOS * connections / perSecond);
  }

  private void run(long first) {
    long turn = first;
    byte[] request =
        "GET /load HTTP/1.1\r\nHost: load.example\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    while (!stopped && failures.size() < MOST_FAILURES) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(20_000);
        InputStream in = new BufferedInputStream(socket.getInputStream());
        boolean open = true;
        while (open && !stopped) {
          turn = awaitTurn(turn);
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

  /** Returns when it is time for a request; gives the time of the one after it. */
  private long awaitTurn(long turn) {
    if (turnNanos == 0) {
      return turn;
    }
    long now = System.nanoTime();
    long due = Math.max(turn, now - SECOND_NANOS);
    while (now < due && !stopped) {
      LockSupport.parkNanos(due - now);
      now = System.nanoTime();
    }
    return due + turnNanos;
  }

  /** Whether the connection stays open behind the answer. */
  private boolean readAnswer(InputStream in) throws IOException {
    WireAnswer answer = WireAnswer.read(in);
    if (answer.status() != 200) {
      failures.add(answer.toString());
    }
    String origin = answer.field(OriginProcess.ORIGIN);
    if (origin != null) {
      answers.add(System.nanoTime(), Integer.parseInt(origin));
    }
    return answer.staysOpen();
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

  /** Those that told their origin. */
  Answers answers() {
    return answers;
  }

  List<String> failures() {
    return List.copyOf(failures);
  }

  /** Ends it; no request may have failed. */
  void endWithoutFailure(String name) {
    close();
    Figure.tell(name + ": requests", answered());
    assertThat(failures()).as(name).isEmpty();
  }

  /** Ends it. No request is under way any more. */
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
