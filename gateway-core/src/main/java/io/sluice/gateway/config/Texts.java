package io.sluice.gateway.config;

/** How values appear in messages. */
final class Texts {
  private static final int MOST = 80;

  private Texts() {}

  /** The text on one line, without control characters, cut to a bearable length. */
  static String visible(String text) {
    return visible(text, MOST);
  }

  /** The same, cut to {@code most} characters. */
  static String visible(String text, int most) {
    StringBuilder out = new StringBuilder(Math.min(text.length(), most) + 3);
    for (int i = 0; i < text.length(); i++) {
      if (i == most) {
        return out.append("...").toString();
      }
      char c = text.charAt(i);
      switch (c) {
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (Character.isISOControl(c) || Character.isSurrogate(c)) {
            out.append(String.format("\\u%04X", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.isEmpty() ? "\"\"" : out.toString();
  }

  /** {@code drainTimeout} as the document writes it: {@code drain_timeout}. */
  static String snakeCase(String camelCase) {
    StringBuilder out = new StringBuilder(camelCase.length() + 4);
    for (int i = 0; i < camelCase.length(); i++) {
      char c = camelCase.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        out.append('_').append((char) (c + 32));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  /** {@code a, b or c}. */
  static String oneOf(Iterable<String> words) {
    StringBuilder out = new StringBuilder();
    String last = null;
    for (String word : words) {
      if (last != null) {
        out.append(out.isEmpty() ? "" : ", ").append(last);
      }
      last = word;
    }
    return last == null
        ? "nothing"
        : out.append(out.isEmpty() ? "" : " or ").append(last).toString();
  }
}
