package io.sluice.distribution;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * So many requests a second for one path, whatever is answered, until it is closed: what came when,
 * and how long it took. A connection that is kept waiting makes up for it as long as a second's
 * worth is missing, so a slow gateway is not spared.
 */
final class Traffic implements AutoCloseable {
  private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final List<Thread> threads = new ArrayList<>();
  private final List<Answer> answers = new ArrayList<>(); // guarded by itself
  private final int port;
  private final byte[] request;
  private final long turnNanos;
  private volatile boolean stopped;

  /**
   * One of them.
   *
   * @param nanos when it had come, as {@link System#nanoTime} counts
   * @param status 0 when the connection broke instead
   * @param tookNanos from the request's sending
   * @param reason of an answer of the gateway's own, or empty
   */
  record Answer(long nanos, int status, long tookNanos, String reason) {}

  /**
   * Starts it.
   *
   * @param perSecond over all connections; 0 = as fast as they are answered
   */
  Traffic(int port, String path, int connections, int perSecond) {
    this.port = port;
    this.request =
        ("GET " + path + " HTTP/1.1\r\nHost: load.example\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    this.turnNanos = perSecond == 0 ? 0 : SECOND_NANOS * connections / perSecond;
    long began = System.nanoTime();
    for (int i = 0; i < connections; i++) {
      long first = began + turnNanos * i / connections;
      Thread thread = new Thread(() -> run(first), "traffic-" + i);
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
  }

  private void run(long first) {
    long turn = first;
    while (!stopped) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(20_000);
        InputStream in = new BufferedInputStream(socket.getInputStream());
        boolean open = true;
        while (open && !stopped) {
          turn = awaitTurn(turn);
          long sent = System.nanoTime();
          socket.getOutputStream().write(request);
          WireAnswer answer = WireAnswer.read(in);
          add(answer.status(), sent, reason(answer));
          open = answer.staysOpen();
        }
      } catch (IOException | RuntimeException e) {
        if (!stopped) {
          add(0, System.nanoTime(), e.toString());
          LockSupport.parkNanos(10_000_000);
        }
      }
    }
  }

  private static String reason(WireAnswer answer) {
    int at = answer.body().indexOf("\"reason\":\"");
    return at < 0 ? "" : answer.body().substring(at + 10, answer.body().indexOf('"', at + 10));
  }

  private void add(int status, long sent, String reason) {
    long now = System.nanoTime();
    synchronized (answers) {
      answers.add(new Answer(now, status, now - sent, reason));
    }
  }

  /** Returns when it is time for a request; gives the time of the one after it. */
  private long awaitTurn(long turn) {
    long now = System.nanoTime();
    long due = Math.max(turn, now - SECOND_NANOS);
    while (turnNanos > 0 && now < due && !stopped) {
      LockSupport.parkNanos(due - now);
      now = System.nanoTime();
    }
    return due + turnNanos;
  }

  /** Those that came between two moments, as {@link System#nanoTime} counts. */
  List<Answer> between(long from, long to) {
    synchronized (answers) {
      return answers.stream().filter(a -> a.nanos >= from && a.nanos < to).toList();
    }
  }

  /** All that have come since a moment. */
  List<Answer> since(long from) {
    return between(from, Long.MAX_VALUE);
  }

  /** How many of them. */
  static long count(List<Answer> some, Predicate<Answer> which) {
    return some.stream().filter(which).count();
  }

  /** Microseconds that such a share of them took at most. */
  static long percentileMicros(List<Answer> some, double share) {
    long[] sorted = some.stream().mapToLong(Answer::tookNanos).sorted().toArray();
    if (sorted.length == 0) {
      throw new IllegalStateException("no answers");
    }
    return sorted[(int) Math.min(sorted.length - 1, sorted.length * share)] / 1000;
  }

  /** The middle one of several. */
  static long median(long... values) {
    long[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
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
