package io.sluice.gateway.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;

/** Status lines of all statuses, as bytes. */
final class StatusLine {
  private static final byte[][] LINES = new byte[600][];

  static {
    for (int status = 100; status < 600; status++) {
      String line = "HTTP/1.1 " + status + " " + reason(status) + "\r\n";
      LINES[status] = line.getBytes(StandardCharsets.US_ASCII);
    }
  }

  private StatusLine() {}

  /** For a status from 100 to 599. */
  static byte[] of(int status) {
    return LINES[status];
  }

  /** The standard phrase of a status, or one that tells its class. */
  static String reason(int status) {
    return HttpResponseStatus.valueOf(status).reasonPhrase();
  }
}
