package io.sluice.filters.cache.rules;

import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/** Accept-Encoding (RFC 9110 section 12.5.3), so that requests of one meaning say the same. */
final class AcceptEncoding {
  private AcceptEncoding() {}

  /** The codings that are accepted, in order; those with q=0 are left out, or said when named. */
  static String normal(List<String> lines) {
    TreeSet<String> codings = new TreeSet<>();
    for (String line : lines) {
      for (String item : line.split(",", -1)) {
        String[] parts = item.split(";", 2);
        String coding = parts[0].strip().toLowerCase(Locale.ROOT);
        if (coding.isEmpty()) {
          continue;
        }
        coding = coding.equals("x-gzip") ? "gzip" : coding;
        boolean refused = parts.length == 2 && isZero(parts[1]);
        boolean matters = coding.equals("identity") || coding.equals("*"); // else as if not named
        if (!refused) {
          codings.add(coding);
        } else if (matters) {
          codings.add("-" + coding);
        }
      }
    }
    codings.remove("identity"); // accepted unless it is refused
    return String.join(",", codings);
  }

  private static boolean isZero(String parameters) {
    String weight = parameters.strip().toLowerCase(Locale.ROOT);
    if (!weight.startsWith("q=") || weight.length() < 3 || weight.charAt(2) != '0') {
      return false;
    }
    for (int i = 3; i < weight.length(); i++) {
      if (weight.charAt(i) != '0' && weight.charAt(i) != '.') {
        return false;
      }
    }
    return true;
  }
}
