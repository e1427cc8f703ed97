package io.sluice.filters.auth;

import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Several lines of one field as the one that they mean (RFC 9110 5.3). */
public final class FieldLines {
  private FieldLines() {}

  /**
   * All of them, without the space around each; cookies as RFC 9113 8.2.3 has it.
   *
   * @param name of the field
   * @return null when there is none
   */
  public static @Nullable String joined(CharSequence name, List<String> lines) {
    if (lines.isEmpty()) {
      return null;
    }
    boolean cookie = HttpHeaderNames.COOKIE.contentEqualsIgnoreCase(name);
    return joined(lines, cookie ? "; " : ", ");
  }

  /** All of them, without the space around each. */
  public static String joined(List<String> lines, String separator) {
    if (lines.size() == 1) {
      return lines.get(0).strip();
    }
    StringBuilder whole = new StringBuilder();
    for (int i = 0; i < lines.size(); i++) {
      whole.append(i == 0 ? "" : separator).append(lines.get(i).strip());
    }
    return whole.toString();
  }
}
