package io.sluice.filters.forwardauth;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.util.AsciiString;
import io.sluice.filters.auth.FieldLines;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Several lines of a field as one; those of cookies as RFC 9113 8.2.3 has it. */
final class Lines {
  private Lines() {}

  /** Null when there is none. */
  static @Nullable String joined(AsciiString name, List<String> lines) {
    if (lines.isEmpty()) {
      return null;
    }
    boolean cookie = name.contentEqualsIgnoreCase(HttpHeaderNames.COOKIE);
    return FieldLines.joined(lines, cookie ? "; " : ", ");
  }
}
