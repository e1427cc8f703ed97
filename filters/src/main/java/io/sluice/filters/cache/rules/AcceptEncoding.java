package io.sluice.filters.cache.rules;

import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** Accept-Encoding (RFC 9110 section 12.5.3), so that requests of one meaning say the same. */
final class AcceptEncoding {
  private static final int PLACES = 256; // a power of two

  /** What some lines mean: of all the clients of the world there are few. */
  private record Known(String line, String normal) {}

  private static final AtomicReferenceArray<@Nullable Known> KNOWN =
      new AtomicReferenceArray<>(PLACES);

  private AcceptEncoding() {}

  /** The codings that are accepted, in order; those with q=0 are said where that means more. */
  static String normal(List<String> lines) {
    if (lines.size() != 1) {
      return read(lines);
    }
    String line = lines.get(0);
    int place = line.hashCode() & (PLACES - 1);
    Known known = KNOWN.get(place);
    if (known == null || !known.line().equals(line)) {
      known = new Known(line, read(lines));
      KNOWN.set(place, known);
    }
    return known.normal();
  }

  private static String read(List<String> lines) {
    TreeSet<String> codings = new TreeSet<>();
    TreeSet<String> refused = new TreeSet<>();
    for (String line : lines) {
      for (String item : line.split(",", -1)) {
        String[] parts = item.split(";", 2);
        String coding = parts[0].strip().toLowerCase(Locale.ROOT);
        if (!coding.isEmpty()) {
          boolean isRefused = parts.length == 2 && isZero(parts[1]);
          (isRefused ? refused : codings).add(coding.equals("x-gzip") ? "gzip" : coding);
        }
      }
    }
    if (!refused.contains("*")) {
      codings.remove("identity"); // accepted unless it is refused, as all others may be
    }
    for (String coding : refused) {
      boolean others = codings.contains("*"); // without it, refused is as if not named
      if (others || coding.equals("identity") || coding.equals("*")) {
        codings.add("-" + coding);
      }
    }
    return String.join(",", codings);
  }

  /** Also where it is written as no weight should be: who means 0 must not get it. */
  private static boolean isZero(String parameters) {
    for (String parameter : parameters.split(";", -1)) {
      String weight = parameter.replaceAll("[\\s\"]", "").toLowerCase(Locale.ROOT);
      if (weight.startsWith("q=0") && weight.chars().skip(3).allMatch(c -> c == '0' || c == '.')) {
        return true;
      }
    }
    return false;
  }
}
