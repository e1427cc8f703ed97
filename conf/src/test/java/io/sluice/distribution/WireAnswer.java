package io.sluice.distribution;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An answer with a length, as it was read from a socket. */
record WireAnswer(String head, String body) {

  /** Reads one to its end; what is cut short, or has no length, is no answer. */
  static WireAnswer read(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.length() < 4 || head.indexOf("\r\n\r\n", head.length() - 4) < 0) {
      int b = in.read();
      if (b < 0) {
        throw new IOException("closed behind: '" + head + "'");
      }
      head.append((char) b);
    }
    WireAnswer bare = new WireAnswer(head.toString(), "");
    String stated = bare.field("content-length");
    if (stated == null) {
      throw new IOException("no length: " + head);
    }
    byte[] body = in.readNBytes(Integer.parseInt(stated));
    if (body.length < Integer.parseInt(stated)) {
      throw new IOException("cut short: " + head);
    }
    return new WireAnswer(bare.head, new String(body, StandardCharsets.UTF_8));
  }

  int status() {
    return Integer.parseInt(head.substring(9, 12));
  }

  boolean staysOpen() {
    return !head.contains("connection: close");
  }

  /** The value of a field, its name in lower case; null when it is not there. */
  @Nullable String field(String name) {
    int at = head.toLowerCase(Locale.ROOT).indexOf("\n" + name + ": ");
    if (at < 0) {
      return null;
    }
    int from = at + name.length() + 3;
    return head.substring(from, head.indexOf('\r', from)).strip();
  }

  @Override
  public String toString() {
    return head + body;
  }
}
