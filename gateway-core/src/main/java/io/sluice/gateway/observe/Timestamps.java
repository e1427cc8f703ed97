package io.sluice.gateway.observe;

import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** Points in time as log lines write them, always in UTC. */
final class Timestamps {
  private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

  private Timestamps() {}

  /** {@code 2026-01-31T23:59:58.007Z} (RFC 3339). */
  static void rfc3339(StringBuilder out, long epochMillis) {
    LocalDateTime time = utc(epochMillis);
    padded(out, time.getYear(), 4);
    padded(out.append('-'), time.getMonthValue(), 2);
    padded(out.append('-'), time.getDayOfMonth(), 2);
    timeOfDay(out.append('T'), time);
    padded(out.append('.'), (int) Math.floorMod(epochMillis, 1_000L), 3);
    out.append('Z');
  }

  /** {@code 31/Jan/2026:23:59:58 +0000}, as in the common log format. */
  static void common(StringBuilder out, long epochMillis) {
    LocalDateTime time = utc(epochMillis);
    padded(out, time.getDayOfMonth(), 2);
    int month = 3 * (time.getMonthValue() - 1);
    out.append('/').append(MONTHS, month, month + 3).append('/');
    padded(out, time.getYear(), 4);
    timeOfDay(out.append(':'), time);
    out.append(" +0000");
  }

  /** Appends {@code value} in so many digits, with leading zeros. */
  static void padded(StringBuilder out, int value, int digits) {
    int power = 1;
    for (int i = 1; i < digits; i++) {
      power *= 10;
    }
    for (; power > 0; power /= 10) {
      out.append((char) ('0' + value / power % 10));
    }
  }

  private static void timeOfDay(StringBuilder out, LocalDateTime time) {
    padded(out, time.getHour(), 2);
    padded(out.append(':'), time.getMinute(), 2);
    padded(out.append(':'), time.getSecond(), 2);
  }

  private static LocalDateTime utc(long epochMillis) {
    return LocalDateTime.ofEpochSecond(Math.floorDiv(epochMillis, 1_000L), 0, ZoneOffset.UTC);
  }
}
