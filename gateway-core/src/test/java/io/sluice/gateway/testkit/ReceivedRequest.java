package io.sluice.gateway.testkit;

import java.io.IOException;

/**
 * A request as an origin received it. The head never changes; {@link #body()} and {@link
 * #trailers()} are there when {@link #isComplete()} says so.
 */
public final class ReceivedRequest {
  private final WireReader.Head head;
  private final int connection;
  private final int position;
  private final String[] startLine;
  private volatile WireReader.Body body; // written once by the origin's connection thread
  private volatile boolean complete;

  ReceivedRequest(WireReader.Head head, int connection, int position) throws IOException {
    this.head = head;
    this.connection = connection;
    this.position = position;
    this.startLine = head.startLine.split(" ", -1);
    this.body = new WireReader.Body(new byte[0], Fields.NONE);
    if (startLine.length != 3 || !startLine[2].equals("HTTP/1.1")) {
      throw new MalformedMessageException("request line '" + head.startLine + "'");
    }
    if (head.fields.all("host").size() != 1) {
      throw new MalformedMessageException("host " + head.fields.all("host") + " (expected: one)");
    }
  }

  void complete(WireReader.Body whole) {
    body = whole;
    complete = true;
  }

  /** The method as sent. */
  public String method() {
    return startLine[0];
  }

  /** The request target: path and query. */
  public String target() {
    return startLine[1];
  }

  /** The header fields. */
  public Fields headers() {
    return head.fields;
  }

  /** The head's bytes, up to and with the empty line. */
  public byte[] rawHead() {
    return head.raw().clone();
  }

  /** The head as text, a character for each byte. */
  public String headText() {
    return WireReader.text(head.raw());
  }

  /** The body's payload, without chunk framing. */
  public byte[] body() {
    return body.bytes().clone();
  }

  /** The body as text, a character for each byte. */
  public String text() {
    return WireReader.text(body.bytes());
  }

  /** The fields after a chunked body. */
  public Fields trailers() {
    return body.trailers;
  }

  /** Whether the body has come to its end. */
  public boolean isComplete() {
    return complete;
  }

  /** Which of the origin's connections it came on, from 0 in the order of accepting. */
  public int connection() {
    return connection;
  }

  /** Which request of its connection it is, from 0. */
  public int position() {
    return position;
  }

  @Override
  public String toString() {
    return head.startLine + " (connection " + connection + ", request " + position + ")";
  }
}
