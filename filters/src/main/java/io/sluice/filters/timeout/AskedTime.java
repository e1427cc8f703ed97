package io.sluice.filters.timeout;

import java.util.concurrent.TimeUnit;

/** What a caller writes into a field: {@code 250} (milliseconds), {@code 250ms}, {@code 2s}. */
final class AskedTime {

  /** What cannot be read, and 0, which leaves no time for anything. */
  static final long UNREADABLE = -1;

  private static final int MOST_DIGITS = 9; // eleven days in milliseconds

  private AskedTime() {}

  /** Nanoseconds, more than 0; or {@link #UNREADABLE}. */
  static long nanos(String text) {
    int digits = 0;
    long value = 0;
    while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
      value = value * 10 + text.charAt(digits++) - '0';
      if (digits > MOST_DIGITS) {
        return UNREADABLE;
      }
    }
    if (value == 0) {
      return UNREADABLE;
    }
    int unit = text.length() - digits;
    if (unit == 0 || (unit == 2 && text.endsWith("ms"))) {
      return TimeUnit.MILLISECONDS.toNanos(value);
    }
    return unit == 1 && text.endsWith("s") ? TimeUnit.SECONDS.toNanos(value) : UNREADABLE;
  }
}
