package io.sluice.gateway.config;

import java.time.Duration;
import java.util.List;

/** Durations as the document writes them: {@code 250ms}, {@code 5s}, {@code 10m}, {@code 1h}, 0. */
final class Durations {
  static final String PATTERN = "0|[0-9]{1,15}(ns|us|ms|s|m|h|d)";
  static final String EXPECTED = "a duration such as 250ms, 5s, 10m, 1h or 0";

  private record Unit(String suffix, long nanos) {}

  /** Longer suffixes first, so that {@code ms} is not read as {@code s}; largest last. */
  private static final List<Unit> UNITS =
      List.of(
          new Unit("ns", 1L),
          new Unit("us", 1_000L),
          new Unit("ms", 1_000_000L),
          new Unit("s", 1_000_000_000L),
          new Unit("m", 60_000_000_000L),
          new Unit("h", 3_600_000_000_000L),
          new Unit("d", 86_400_000_000_000L));

  private Durations() {}

  /**
   * @throws IllegalArgumentException when it is no duration, or over 292 years
   */
  static Duration parse(String text) {
    if (text.equals("0")) {
      return Duration.ZERO;
    }
    for (Unit unit : UNITS) {
      int digits = text.length() - unit.suffix.length();
      if (digits > 0 && text.endsWith(unit.suffix) && isDigits(text, digits)) {
        try {
          long count = Long.parseLong(text.substring(0, digits));
          return Duration.ofNanos(Math.multiplyExact(count, unit.nanos));
        } catch (ArithmeticException | NumberFormatException e) {
          throw new IllegalArgumentException(
              Texts.visible(text) + " (expected: at most 106751d)", e);
        }
      }
    }
    throw new IllegalArgumentException(Texts.visible(text) + " (expected: " + EXPECTED + ")");
  }

  /** The shortest text that {@link #parse} reads as {@code duration}. */
  static String format(Duration duration) {
    long nanos = duration.toNanos();
    if (nanos == 0) {
      return "0";
    }
    for (int i = UNITS.size() - 1; i > 0; i--) {
      if (nanos % UNITS.get(i).nanos == 0) {
        return nanos / UNITS.get(i).nanos + UNITS.get(i).suffix;
      }
    }
    return nanos + "ns";
  }

  private static boolean isDigits(String text, int end) {
    for (int i = 0; i < end; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }
}
