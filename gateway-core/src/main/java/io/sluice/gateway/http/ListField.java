package io.sluice.gateway.http;

/** Comma-separated list fields read in place (RFC 9110 5.6.1). */
final class ListField {
  private ListField() {}

  /** Whether any field of that name lists {@code token}, in any case. */
  static boolean lists(WireHeaders fields, FieldName name, String token) {
    for (int i = fields.indexOf(name, 0); i >= 0; i = fields.indexOf(name, i + 1)) {
      int from = fields.valueOffset(i);
      if (lists(fields.bytes(), from, from + fields.valueLength(i), token)) {
        return true;
      }
    }
    return false;
  }

  private static boolean lists(byte[] b, int from, int end, String token) {
    int at = from;
    while (at < end) {
      int comma = at;
      while (comma < end && b[comma] != ',') {
        comma++;
      }
      int first = at;
      int last = comma;
      while (first < last && Chars.isBlank(b[first])) {
        first++;
      }
      while (last > first && Chars.isBlank(b[last - 1])) {
        last--;
      }
      if (equalsIgnoreCase(b, first, last, token)) {
        return true;
      }
      at = comma + 1;
    }
    return false;
  }

  static boolean equalsIgnoreCase(byte[] b, int from, int to, String lowerCase) {
    if (to - from != lowerCase.length()) {
      return false;
    }
    for (int i = 0; i < lowerCase.length(); i++) {
      if (Chars.lower(b[from + i]) != lowerCase.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
