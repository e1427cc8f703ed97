package io.sluice.gateway.testkit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A response as it came over the connection. */
public final class RawResponse {
  private final int status;
  private final String reason;
  private final WireReader.Head head;
  private final WireReader.Body body;
  private final List<RawResponse> informational;

  RawResponse(
      int status,
      String reason,
      WireReader.Head head,
      WireReader.Body body,
      List<RawResponse> informational) {
    this.status = status;
    this.reason = reason;
    this.head = head;
    this.body = body;
    this.informational = List.copyOf(informational);
  }

  /** The status code. */
  public int status() {
    return status;
  }

  /** The reason phrase; may be empty. */
  public String reason() {
    return reason;
  }

  /** The header fields. */
  public Fields headers() {
    return head.fields;
  }

  /** The first value of a header field, or null. */
  public @Nullable String header(String name) {
    return head.fields.first(name);
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

  /** The 1xx responses in front of this one, in order. */
  public List<RawResponse> informational() {
    return informational;
  }

  /** The head as text, a character for each byte. */
  public String headText() {
    return WireReader.text(head.raw());
  }

  /** The {@code reason} of a problem that the gateway answered with (RFC 9457), or null. */
  public @Nullable String problem() {
    if (!"application/problem+json".equals(header("content-type"))) {
      return null;
    }
    String key = "\"reason\":\"";
    int from = text().indexOf(key);
    return from < 0
        ? null
        : text().substring(from + key.length(), text().indexOf('"', from + key.length()));
  }

  @Override
  public String toString() {
    return headText() + text();
  }
}
