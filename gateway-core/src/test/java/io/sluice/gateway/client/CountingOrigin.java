package io.sluice.gateway.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An origin that knows exactly how many connections were open at a time: one thread, which looks
 * for closed ones before it counts one more. Answers each request at once; {@code /close} ends the
 * connection too, {@code /drop} ends it without an answer.
 */
final class CountingOrigin implements AutoCloseable {
  private final Selector selector;
  private final ServerSocketChannel server;
  private final Map<SocketChannel, StringBuilder> open = new HashMap<>(); // its thread
  private volatile int openNow; // written by its thread
  private volatile int mostOpen;
  private final AtomicInteger accepted = new AtomicInteger();

  CountingOrigin() {
    try {
      selector = Selector.open();
      server = ServerSocketChannel.open();
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
      server.configureBlocking(false);
      server.register(selector, SelectionKey.OP_ACCEPT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread thread = new Thread(this::run, "counting-origin");
    thread.setDaemon(true);
    thread.start();
  }

  InetSocketAddress address() {
    try {
      return (InetSocketAddress) server.getLocalAddress();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int openNow() {
    return openNow;
  }

  int mostOpen() {
    return mostOpen;
  }

  int accepted() {
    return accepted.get();
  }

  private void run() {
    try {
      while (server.isOpen()) {
        selector.select();
        selector.selectedKeys().clear();
        SocketChannel next = server.accept();
        readAll();
        if (next != null) {
          add(next);
          selector.wakeup(); // there may be more
        }
      }
    } catch (IOException | ClosedSelectorException e) {
      // closed
    }
  }

  private void add(SocketChannel next) throws IOException {
    next.configureBlocking(false);
    next.register(selector, SelectionKey.OP_READ);
    open.put(next, new StringBuilder());
    accepted.incrementAndGet();
    openNow = open.size();
    mostOpen = Math.max(mostOpen, openNow);
  }

  private void readAll() throws IOException {
    for (Iterator<Map.Entry<SocketChannel, StringBuilder>> i = open.entrySet().iterator();
        i.hasNext(); ) {
      Map.Entry<SocketChannel, StringBuilder> e = i.next();
      if (!read(e.getKey(), e.getValue())) {
        e.getKey().close();
        i.remove();
        openNow = open.size();
      }
    }
  }

  private static boolean read(SocketChannel from, StringBuilder received) {
    try {
      ByteBuffer bytes = ByteBuffer.allocate(4096);
      int count = from.read(bytes);
      if (count <= 0) {
        return count == 0;
      }
      received.append(new String(bytes.array(), 0, count, StandardCharsets.ISO_8859_1));
      while (received.indexOf("\r\n\r\n") >= 0) {
        String head = received.substring(0, received.indexOf("\r\n\r\n"));
        received.delete(0, head.length() + 4);
        boolean close = head.startsWith("GET /close ");
        if (head.startsWith("GET /drop ")) {
          return false;
        }
        String connection = close ? "Connection: close\r\n" : "";
        from.write(
            ByteBuffer.wrap(
                ("HTTP/1.1 200 OK\r\n" + connection + "Content-Length: 2\r\n\r\nok")
                    .getBytes(StandardCharsets.ISO_8859_1)));
        if (close) {
          return false;
        }
      }
      return true;
    } catch (IOException e) { // reset
      return false;
    }
  }

  @Override
  public void close() {
    try {
      server.close();
      selector.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
