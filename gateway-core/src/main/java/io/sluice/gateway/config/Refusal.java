package io.sluice.gateway.config;

/**
 * What a record's constructor said: {@code key: value (expected: ...)} or any sentence.
 *
 * @param key relative to the record, such as {@code allow[2]}; empty: the record as a whole
 */
record Refusal(String key, String message) {

  static Refusal of(IllegalArgumentException e, RecordShape shape) {
    String text = e.getMessage() == null ? "refused" : e.getMessage();
    int colon = text.indexOf(": ");
    String place = colon < 0 ? "" : text.substring(0, colon);
    int end = 0;
    while (end < place.length() && isKeyPart(place.charAt(end))) {
      end++;
    }
    boolean known = shape.byKey().containsKey(place.substring(0, end));
    return known && isPath(place, end)
        ? new Refusal(place, text.substring(colon + 2))
        : new Refusal("", text);
  }

  private static boolean isPath(String place, int from) {
    boolean inIndex = false;
    for (int i = from; i < place.length(); i++) {
      char c = place.charAt(i);
      boolean ok = inIndex ? c == ']' || (c >= '0' && c <= '9') : c != ']' && isPathPart(c);
      if (!ok || i - from > 200) {
        return false;
      }
      inIndex = c == '[' || (inIndex && c != ']');
    }
    return !inIndex && place.indexOf("[]") < 0;
  }

  private static boolean isPathPart(char c) {
    return c == '[' || c == '.' || c == '-' || (c >= 'A' && c <= 'Z') || isKeyPart(c);
  }

  private static boolean isKeyPart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  }
}
