package io.sluice.filters.cache.rules;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * Dates of fields, in the three forms that HTTP knows (RFC 9110 section 5.6.7). Strict: who cannot
 * write a date gets no freshness by it.
 */
public final class HttpDates {

  /** There is no such date. */
  public static final long NONE = Long.MIN_VALUE;

  private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
  private static final String DAYS = "MonTueWedThuFriSatSun";
  private static final int ZONE = 4; // characters of " GMT"

  private HttpDates() {}

  /**
   * Reads a date.
   *
   * @param now seconds since 1970, from which two digits of a year get their century
   * @return seconds since 1970; {@link #NONE} when it is none
   */
  public static long parse(@Nullable String text, long now) {
    if (text == null || text.length() < 24 || text.length() > 33 || day(text) < 0) {
      return NONE;
    }
    try {
      if (text.charAt(3) == ',') { // Sun, 06 Nov 1994 08:49:37 GMT
        return text.length() == 29 && isGmt(text) && text.charAt(4) == ' '
            ? date(
                text, number(text, 12, 4), month(text, 8), number(text, 5, 2), 17, " ", 7, 11, 16)
            : NONE;
      }
      int comma = text.indexOf(',');
      if (comma < 0) { // Sun Nov  6 08:49:37 1994
        int day = text.charAt(8) == ' ' ? number(text, 9, 1) : number(text, 8, 2);
        return text.length() == 24
            ? date(text, number(text, 20, 4), month(text, 4), day, 11, " ", 3, 7, 10, 19)
            : NONE;
      }
      int at = comma + 2; // Sunday, 06-Nov-94 08:49:37 GMT
      if (text.length() != at + 22 || !isGmt(text) || text.charAt(at - 1) != ' ') {
        return NONE;
      }
      int year = century(number(text, at + 7, 2), now);
      return text.charAt(at + 9) == ' '
          ? date(text, year, month(text, at + 3), number(text, at, 2), at + 10, "-", at + 2, at + 6)
          : NONE;
    } catch (DateTimeException | IllegalArgumentException e) {
      return NONE;
    }
  }

  private static long date(
      String text, int year, int month, int day, int time, String separator, int... separators) {
    for (int at : separators) {
      if (text.charAt(at) != separator.charAt(0)) {
        return NONE;
      }
    }
    if (text.charAt(time + 2) != ':' || text.charAt(time + 5) != ':') {
      return NONE;
    }
    int second = number(text, time + 6, 2);
    second = second == 60 ? 59 : second; // a leap second
    return LocalDateTime.of(
            year, month, day, number(text, time, 2), number(text, time + 3, 2), second)
        .toEpochSecond(ZoneOffset.UTC);
  }

  private static boolean isGmt(String text) {
    return text.regionMatches(true, text.length() - ZONE, " GMT", 0, ZONE);
  }

  private static int day(String text) {
    return place(DAYS, text, 0);
  }

  private static int month(String text, int from) {
    int month = place(MONTHS, text, from);
    if (month < 0) {
      throw new IllegalArgumentException();
    }
    return month + 1;
  }

  private static int place(String names, String text, int from) {
    for (int i = 0; i < names.length(); i += 3) {
      if (text.regionMatches(true, from, names, i, 3)) { // in any case (RFC 9110 5.6.7 is lenient)
        return i / 3;
      }
    }
    return -1;
  }

  private static int number(String text, int from, int digits) {
    int number = 0;
    for (int i = from; i < from + digits; i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        throw new IllegalArgumentException();
      }
      number = number * 10 + (c - '0');
    }
    return number;
  }

  /** More than fifty years ahead is the last one of those digits (section 5.6.7). */
  private static int century(int digits, long now) {
    int current = LocalDateTime.ofEpochSecond(now, 0, ZoneOffset.UTC).getYear();
    int year = current / 100 * 100 + digits;
    return year > current + 50 ? year - 100 : year;
  }
}
