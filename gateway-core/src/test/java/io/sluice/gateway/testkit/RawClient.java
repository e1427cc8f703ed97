package io.sluice.gateway.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A client that sends exactly the bytes it is told to, and reads responses strictly. Waits 5
 * seconds where {@link #timeout} says nothing else. For one thread.
 *
 * <pre>{@code
 * try (FilterTester tester = FilterTester.of(new Teapot(), "path: /tea")) {
 *   RawClient client = tester.gateway().connect();
 *   client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nh").send("i");
 *   assertThat(client.read().status()).isEqualTo(200);
 *   assertThat(client.get("/tea").read().status()).isEqualTo(418); // on the same connection
 * }
 * }</pre>
 */
public final class RawClient implements AutoCloseable {
  private final Socket socket;
  private final WireReader in;

  private RawClient(Socket socket) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true); // each send is a packet of its own
    this.in = new WireReader(socket.getInputStream());
  }

  /** Connects to a port on loopback. */
  public static RawClient connect(int port) {
    try {
      return new RawClient(new Socket(InetAddress.getLoopbackAddress(), port))
          .timeout(Duration.ofSeconds(5));
    } catch (IOException e) {
      throw new UncheckedIOException("port " + port, e);
    }
  }

  /** How long a read waits at most. */
  public RawClient timeout(Duration most) {
    try {
      socket.setSoTimeout((int) most.toMillis());
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends text, a byte for each character. */
  public RawClient send(String text) {
    return send(WireReader.bytes(text));
  }

  /** Sends bytes at once. */
  public RawClient send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Sends text in packets of one byte. Ends early when the other side has closed: it may answer
   * before it has seen everything.
   */
  public RawClient sendByteByByte(String text) {
    try {
      for (byte b : WireReader.bytes(text)) {
        socket.getOutputStream().write(b);
      }
    } catch (IOException e) {
      // what it answered can still be read
    }
    return this;
  }

  /** Sends a GET for {@code Host: test} without a body. */
  public RawClient get(String target) {
    return send("GET " + target + " HTTP/1.1\r\nHost: test\r\n\r\n");
  }

  /** Reads a response. */
  public RawResponse read() {
    return read(false);
  }

  /** Reads the response to a HEAD request: no body follows whatever its fields say. */
  public RawResponse readToHead() {
    return read(true);
  }

  /** Reads one informational response (1xx), for a client that waits for it. */
  public RawResponse readInformational() {
    RawResponse response = next(false, List.of());
    if (response.status() >= 200) {
      throw new AssertionError("a final response (expected: an informational one): " + response);
    }
    return response;
  }

  private RawResponse read(boolean bodyless) {
    List<RawResponse> informational = new ArrayList<>();
    while (true) {
      RawResponse response = next(bodyless, informational);
      if (response.status() >= 200) {
        return response;
      }
      informational.add(response);
    }
  }

  private RawResponse next(boolean bodyless, List<RawResponse> informational) {
    try {
      WireReader.Head head = in.head();
      if (head == null) {
        throw new AssertionError("the connection ended (expected: a response)");
      }
      if (!head.startLine.matches("HTTP/1\\.1 [1-5][0-9][0-9] .*")) {
        throw new MalformedMessageException("status line '" + head.startLine + "'");
      }
      int status = Integer.parseInt(head.startLine.substring(9, 12));
      String reason = head.startLine.substring(13);
      boolean none = status < 200 || bodyless || status == 204 || status == 304;
      long length = none ? 0 : WireReader.length(head.fields, WireReader.UNTIL_CLOSE);
      return new RawResponse(status, reason, head, in.body(length), informational);
    } catch (SocketTimeoutException e) {
      throw new AssertionError("no complete response in time", e);
    } catch (IOException e) {
      throw new AssertionError("no response: " + e.getMessage(), e);
    }
  }

  /** Everything up to the end of the connection, a character for each byte. */
  public String readRest() {
    try {
      return WireReader.text(in.rest());
    } catch (SocketTimeoutException e) {
      throw new AssertionError("the connection did not end in time", e);
    } catch (IOException e) {
      throw new AssertionError("the connection did not end in order: " + e.getMessage(), e);
    }
  }

  /** Waits for the other side to end the connection, and says how; no more bytes may come. */
  public Ending awaitClose() {
    try {
      if (!in.atEnd()) {
        throw new AssertionError("more bytes came (expected: the end of the connection)");
      }
      return Ending.CLOSED;
    } catch (SocketTimeoutException e) {
      throw new AssertionError("the connection did not end in time", e);
    } catch (SocketException e) {
      return Ending.RESET;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until something has come, and leaves it for the next read. */
  public RawClient awaitBytes() {
    try {
      if (in.atEnd()) {
        throw new AssertionError("the connection ended (expected: bytes)");
      }
      return this;
    } catch (SocketTimeoutException e) {
      throw new AssertionError("nothing came in time", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether the other side has ended the connection by now. */
  public boolean isClosed() {
    try {
      int before = socket.getSoTimeout();
      try {
        socket.setSoTimeout(1);
        return in.atEnd();
      } catch (SocketTimeoutException e) {
        return false;
      } finally {
        socket.setSoTimeout(before);
      }
    } catch (SocketException e) {
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the output and goes on reading. */
  public RawClient closeOutput() {
    try {
      socket.shutdownOutput();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Cuts the connection with a TCP reset. */
  public void reset() {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The client's own port. */
  public int localPort() {
    return socket.getLocalPort();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
