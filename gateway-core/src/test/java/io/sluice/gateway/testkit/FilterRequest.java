package io.sluice.gateway.testkit;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** A request to a filter under test. {@code Host: test} and the body's length are added. */
public final class FilterRequest {
  private final FilterTester tester;
  private final String method;
  private final StringBuilder fields = new StringBuilder();
  private String host = "test";
  private final String target;
  private byte[] body = new byte[0];
  private boolean chunked;

  FilterRequest(FilterTester tester, String method, String target) {
    this.tester = tester;
    this.method = method;
    this.target = target;
  }

  /** Adds a header field; {@code host} replaces the one that is added. */
  public FilterRequest header(String name, String value) {
    if (name.equalsIgnoreCase("host")) {
      host = value;
    } else {
      fields.append(name).append(": ").append(value).append("\r\n");
    }
    return this;
  }

  /** Sets the body, sent with Content-Length. */
  public FilterRequest body(String text) {
    return body(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Sets the body, sent with Content-Length. */
  public FilterRequest body(byte[] bytes) {
    body = bytes.clone();
    return this;
  }

  /** Sends the body as one chunk instead. */
  public FilterRequest chunked() {
    chunked = true;
    return this;
  }

  /** Sends it on a new connection, and waits for the response. */
  public FilterResult send() {
    int before = tester.origin().requests().size();
    try (RawClient client = RawClient.connect(tester.gateway().port())) {
      client.send(head());
      if (chunked) {
        client.send(Integer.toHexString(body.length) + "\r\n");
        client.send(body).send("\r\n0\r\n\r\n");
      } else if (body.length > 0) {
        client.send(body);
      }
      RawResponse response = method.equals("HEAD") ? client.readToHead() : client.read();
      List<ReceivedRequest> all = tester.origin().requests();
      return new FilterResult(response, all.subList(before, all.size()));
    }
  }

  private String head() {
    String framing = "";
    if (chunked) {
      framing = "Transfer-Encoding: chunked\r\n";
    } else if (body.length > 0) {
      framing = "Content-Length: " + body.length + "\r\n";
    }
    return method
        + ' '
        + target
        + " HTTP/1.1\r\nHost: "
        + host
        + "\r\n"
        + fields
        + framing
        + "\r\n";
  }
}
