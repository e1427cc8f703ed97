package io.sluice.gateway.config;

import java.time.Duration;
import java.util.List;

/**
 * Durations as the document writes them: {@code 250ms}, {@code 5s}, {@code 1h30m}, 0. Units come
 * largest first, each at most once.
 */
final class Durations {
  static final String EXPECTED = "a duration such as 250ms, 5s, 1h30m or 0";

  private record Unit(String suffix, long nanos) {}

  /** Largest first. */
  private static final List<Unit> UNITS =
      List.of(
          new Unit("d", 86_400_000_000_000L),
          new Unit("h", 3_600_000_000_000L),
          new Unit("m", 60_000_000_000L),
          new Unit("s", 1_000_000_000L),
          new Unit("ms", 1_000_000L),
          new Unit("us", 1_000L),
          new Unit("ns", 1L));

  static final String PATTERN = pattern();

  private Durations() {}

  /**
   * @throws IllegalArgumentException when it is no duration, or over 292 years
   */
  static Duration parse(String text) {
    if (text.equals("0")) {
      return Duration.ZERO;
    }
    long nanos = 0;
    int largest = 0;
    int at = 0;
    do {
      int digits = endOf(text, at, true);
      int end = endOf(text, digits, false);
      int unit = digits == at ? -1 : indexOf(text.substring(digits, end));
      if (unit < largest) {
        throw new IllegalArgumentException(Texts.visible(text) + " (expected: " + EXPECTED + ")");
      }
      try {
        long count = Long.parseLong(text, at, digits, 10);
        nanos = Math.addExact(nanos, Math.multiplyExact(count, UNITS.get(unit).nanos));
      } catch (ArithmeticException | NumberFormatException e) {
        throw new IllegalArgumentException(Texts.visible(text) + " (expected: at most 106751d)", e);
      }
      largest = unit + 1;
      at = end;
    } while (at < text.length());
    return Duration.ofNanos(nanos);
  }

  /** End of the run of digits, or of anything else, that starts there. */
  private static int endOf(String text, int from, boolean ofDigits) {
    int i = from;
    while (i < text.length() && (text.charAt(i) >= '0' && text.charAt(i) <= '9') == ofDigits) {
      i++;
    }
    return i;
  }

  private static int indexOf(String suffix) {
    for (int i = 0; i < UNITS.size(); i++) {
      if (UNITS.get(i).suffix.equals(suffix)) {
        return i;
      }
    }
    return -1;
  }

  /** One choice for each unit that may come first: the rest may follow it. */
  private static String pattern() {
    StringBuilder choices = new StringBuilder("0");
    for (int first = 0; first < UNITS.size(); first++) {
      choices.append("|[0-9]{1,15}").append(UNITS.get(first).suffix);
      for (int next = first + 1; next < UNITS.size(); next++) {
        choices.append("([0-9]{1,15}").append(UNITS.get(next).suffix).append(")?");
      }
    }
    return choices.toString();
  }

  /** The shortest text of one unit that {@link #parse} reads as {@code duration}. */
  static String format(Duration duration) {
    long nanos = duration.toNanos();
    if (nanos == 0) {
      return "0";
    }
    for (Unit unit : UNITS) {
      if (nanos % unit.nanos == 0) {
        return nanos / unit.nanos + unit.suffix;
      }
    }
    return nanos + "ns";
  }
}
