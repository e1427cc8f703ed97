package io.sluice.filters.forwardauth;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.util.AsciiString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Several lines of one field as the one that they mean (RFC 9110 section 5.3). */
final class Lines {
  private Lines() {}

  /** Null when there is none. */
  static @Nullable String joined(AsciiString name, List<String> lines) {
    return switch (lines.size()) {
      case 0 -> null;
      case 1 -> lines.get(0);
      default ->
          String.join(name.contentEqualsIgnoreCase(HttpHeaderNames.COOKIE) ? "; " : ", ", lines);
    };
  }
}
