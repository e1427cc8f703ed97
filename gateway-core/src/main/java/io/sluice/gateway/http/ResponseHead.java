package io.sluice.gateway.http;

/** A response's head as the origin sent it, well-formed and unambiguous. */
public final class ResponseHead {
  private final int status;
  private final WireHeaders headers;
  private final long length;
  private final boolean keepAlive;

  ResponseHead(int status, WireHeaders headers, long length, boolean keepAlive) {
    this.status = status;
    this.headers = headers;
    this.length = length;
    this.keepAlive = keepAlive;
  }

  /** 100 to 599. */
  public int status() {
    return status;
  }

  /** The fields as received. */
  public WireHeaders headers() {
    return headers;
  }

  /**
   * Bytes of body that follow the answer to {@code method}: 0 for none, {@link BodyReader#CHUNKED},
   * or {@link BodyReader#UNTIL_CLOSE} (RFC 9112 6.3).
   */
  public long bodyLength(String method) {
    if (method.equals("HEAD") || status < 200 || status == 204 || status == 304) {
      return 0;
    }
    return length;
  }

  /** Whether the origin keeps the connection open. */
  public boolean keepAlive() {
    return keepAlive;
  }
}
