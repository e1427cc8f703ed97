package io.sluice.filters.cache.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A way to a server of this machine that can be cut. */
final class Cable implements AutoCloseable {
  private final ServerSocket end;
  private final int to;
  private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
  private volatile boolean cut;

  Cable(int to) {
    this.to = to;
    try {
      end = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start(this::accept);
  }

  String uri() {
    return "redis://127.0.0.1:" + end.getLocalPort();
  }

  /** All connections end, and new ones too. */
  void cut() {
    cut = true;
    for (Socket each = sockets.poll(); each != null; each = sockets.poll()) {
      close(each);
    }
  }

  void mend() {
    cut = false;
  }

  private void accept() {
    try {
      while (!end.isClosed()) {
        Socket one = end.accept();
        if (cut) {
          close(one);
        } else {
          Socket other = new Socket(InetAddress.getLoopbackAddress(), to);
          sockets.add(one);
          sockets.add(other);
          start(() -> copy(one, other));
          start(() -> copy(other, one));
        }
      }
    } catch (IOException closed) {
      cut();
    }
  }

  private static void copy(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException ended) {
      close(to);
    }
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "cable");
    thread.setDaemon(true);
    thread.start();
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      end.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    cut();
  }
}
