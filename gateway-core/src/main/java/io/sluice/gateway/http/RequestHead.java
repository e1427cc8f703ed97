package io.sluice.gateway.http;

/** A request's head, well-formed and unambiguous: {@link RequestParser} makes no other. */
public final class RequestHead {
  final String method;
  final String target;
  final int minorVersion;
  final WireHeaders headers;
  final String authority;
  final long length;
  final boolean keepAlive;
  final boolean expectsContinue;

  RequestHead(
      String method,
      String target,
      int minorVersion,
      WireHeaders headers,
      String authority,
      long length,
      boolean keepAlive,
      boolean expectsContinue) {
    this.method = method;
    this.target = target;
    this.minorVersion = minorVersion;
    this.headers = headers;
    this.authority = authority;
    this.length = length;
    this.keepAlive = keepAlive;
    this.expectsContinue = expectsContinue;
  }

  /** What stands for a request that could not be read beyond its request line, or not even that. */
  public static RequestHead unreadable(String method, String target) {
    return new RequestHead(method, target, 1, new WireHeaders(), "", 0, false, false);
  }

  /** The same head with fields of its own. */
  public RequestHead copy() {
    WireHeaders own = headers.copy();
    return new RequestHead(
        method, target, minorVersion, own, authority, length, keepAlive, expectsContinue);
  }

  /** As if the same client asked the same host with GET for another target, and sent no body. */
  public RequestHead asGetOf(String other) {
    return new RequestHead(
        "GET", other, minorVersion, headers.copy(), authority, 0, keepAlive, false);
  }

  /** The method: a token, as sent. */
  public String method() {
    return method;
  }

  /** Path and query as sent, in origin form; {@code *} for the asterisk form. */
  public String target() {
    return target;
  }

  /** 1 for HTTP/1.1, 0 for HTTP/1.0. */
  public int minorVersion() {
    return minorVersion;
  }

  /** The fields as received, hop-by-hop ones too until {@link HopByHop} has removed them. */
  public WireHeaders headers() {
    return headers;
  }

  /**
   * Host with its port if any, as sent; of the target in absolute form. Empty only for HTTP/1.0
   * without Host.
   */
  public String authority() {
    return authority;
  }

  /** Bytes of body: 0 for none, {@link BodyReader#CHUNKED} for a chunked one. */
  public long length() {
    return length;
  }

  /** Whether the client wants the connection to stay open. */
  public boolean keepAlive() {
    return keepAlive;
  }

  /** Whether the client waits for 100 before it sends the body. */
  public boolean expectsContinue() {
    return expectsContinue;
  }
}
