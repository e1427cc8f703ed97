package io.sluice.gateway.testkit;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;

/**
 * An origin's side of one connection, for the handler of a request: writes raw bytes, stalls and
 * breaks as told. For the origin's connection thread only.
 */
public final class StubConnection {
  private final Socket socket;
  private final WireReader in;
  private final int index;

  StubConnection(Socket socket, int index) throws IOException {
    this.socket = socket;
    this.in = new WireReader(socket.getInputStream());
    this.index = index;
    socket.setTcpNoDelay(true); // each send is a packet of its own
  }

  WireReader in() {
    return in;
  }

  Socket socket() {
    return socket;
  }

  /** Position among the origin's connections, from 0. */
  public int index() {
    return index;
  }

  /** Sends a complete response with Content-Length. */
  public void answer(int status, String body) throws IOException {
    answer(status, "", body);
  }

  /**
   * Sends a complete response with Content-Length.
   *
   * @param fields further lines of the head, each with its CRLF
   */
  public void answer(int status, String fields, String body) throws IOException {
    String framing = status == 204 || status == 304 ? "" : "Content-Length: " + body.length();
    String end = framing.isEmpty() ? "\r\n" : "\r\n\r\n";
    send("HTTP/1.1 " + status + " Stub\r\n" + fields + framing + end + body);
  }

  /** Sends text, a byte for each character. */
  public void send(String text) throws IOException {
    send(WireReader.bytes(text));
  }

  /** Sends bytes at once. */
  public void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /**
   * Sends text in pieces.
   *
   * @param size bytes of one piece, at least 1
   * @param pauseMillis time between two
   */
  public void sendInPieces(String text, int size, long pauseMillis) throws IOException {
    for (int from = 0; from < text.length(); from += size) {
      send(text.substring(from, Math.min(from + size, text.length())));
      pause(pauseMillis);
    }
  }

  /** Does nothing for a while. */
  public void pause(long millis) throws IOException {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("the origin is closed", e);
    }
  }

  /** Says nothing more until the other side ends the connection; how it did so. */
  public Ending awaitEnd() throws IOException {
    try {
      in.rest();
      return Ending.CLOSED;
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (SocketException e) {
      return Ending.RESET;
    }
  }

  /** Closes in order. */
  public void close() throws IOException {
    socket.close();
  }

  /** Ends the output and goes on reading. */
  public void closeOutput() throws IOException {
    socket.shutdownOutput();
  }

  /** Cuts the connection with a TCP reset. */
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }
}
