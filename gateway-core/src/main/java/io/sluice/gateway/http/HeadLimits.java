package io.sluice.gateway.http;

/**
 * Bounds on a message head.
 *
 * @param startLine bytes of the request or status line
 * @param fields bytes of all field lines together
 * @param count number of fields
 */
public record HeadLimits(int startLine, int fields, int count) {
  /** What is accepted of an origin's response. */
  public static final HeadLimits RESPONSE = new HeadLimits(8 << 10, 64 << 10, 256);

  /** What is accepted as trailers after a chunked body. */
  public static final HeadLimits TRAILERS = new HeadLimits(0, 8 << 10, 32);
}
