package io.sluice.filters.auth;

import java.util.List;

/** Several lines of one field as the one that they mean (RFC 9110 5.3). */
public final class FieldLines {
  private FieldLines() {}

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
