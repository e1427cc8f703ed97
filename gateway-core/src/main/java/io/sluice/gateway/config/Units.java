package io.sluice.gateway.config;

import io.sluice.gateway.api.ByteRate;
import io.sluice.gateway.api.ByteSize;
import io.sluice.gateway.api.Rate;
import java.time.Duration;

/** Sizes and rates as the document writes them. */
final class Units {
  static final String SIZE_PATTERN = "[0-9]{1,18}(KiB|MiB|GiB)?";
  static final String SIZE_EXPECTED = "a size such as 512, 64KiB, 8MiB or 1GiB";
  static final String BYTE_RATE_PATTERN = "0*[1-9][0-9]{0,17}(KiB|MiB|GiB)?/s";
  static final String BYTE_RATE_EXPECTED = "a rate of bytes such as 512KiB/s or 1MiB/s";
  static final String RATE_PATTERN = "0*[1-9][0-9]{0,17}/[smh]";
  static final String RATE_EXPECTED = "a rate such as 100/s, 6000/m or 10/h";

  private static final String[] SIZE_SUFFIXES = {"GiB", "MiB", "KiB"};

  private Units() {}

  /**
   * @throws IllegalArgumentException when it is no size, or over 8 EiB
   */
  static ByteSize size(String text) {
    for (int i = 0; i < SIZE_SUFFIXES.length; i++) {
      if (text.endsWith(SIZE_SUFFIXES[i])) {
        long count = count(text, text.length() - 3, SIZE_EXPECTED);
        int shift = 30 - i * 10;
        if (count > Long.MAX_VALUE >> shift) {
          throw new IllegalArgumentException(
              Texts.visible(text) + " (expected: less than 8589934592GiB)");
        }
        return new ByteSize(count << shift);
      }
    }
    return new ByteSize(count(text, text.length(), SIZE_EXPECTED));
  }

  /** The shortest text that {@link #size} reads as so many bytes. */
  static String formatSize(long bytes) {
    for (int i = 0; i < SIZE_SUFFIXES.length; i++) {
      int shift = 30 - i * 10;
      if (bytes != 0 && bytes >> shift << shift == bytes) {
        return (bytes >> shift) + SIZE_SUFFIXES[i];
      }
    }
    return Long.toString(bytes);
  }

  /**
   * @throws IllegalArgumentException when it is no rate of bytes, or zero
   */
  static ByteRate byteRate(String text) {
    int slash = text.length() - 2;
    if (slash < 1 || !text.endsWith("/s")) {
      throw new IllegalArgumentException(
          Texts.visible(text) + " (expected: " + BYTE_RATE_EXPECTED + ")");
    }
    long bytes = size(text.substring(0, slash)).bytes();
    if (bytes == 0) {
      throw new IllegalArgumentException(Texts.visible(text) + " (expected: > 0)");
    }
    return new ByteRate(bytes);
  }

  /**
   * @throws IllegalArgumentException when it is no rate, or zero
   */
  static Rate rate(String text) {
    int slash = text.length() - 2;
    if (slash < 1 || text.charAt(slash) != '/') {
      throw new IllegalArgumentException(
          Texts.visible(text) + " (expected: " + RATE_EXPECTED + ")");
    }
    Duration period =
        switch (text.charAt(slash + 1)) {
          case 's' -> Duration.ofSeconds(1);
          case 'm' -> Duration.ofMinutes(1);
          case 'h' -> Duration.ofHours(1);
          default ->
              throw new IllegalArgumentException(
                  Texts.visible(text) + " (expected: " + RATE_EXPECTED + ")");
        };
    long count = count(text, slash, RATE_EXPECTED);
    if (count == 0) {
      throw new IllegalArgumentException(Texts.visible(text) + " (expected: > 0)");
    }
    return new Rate(count, period);
  }

  private static long count(String text, int end, String expected) {
    long count = 0;
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9' || i == 18) {
        throw new IllegalArgumentException(Texts.visible(text) + " (expected: " + expected + ")");
      }
      count = count * 10 + (c - '0');
    }
    if (end == 0) {
      throw new IllegalArgumentException(Texts.visible(text) + " (expected: " + expected + ")");
    }
    return count;
  }
}
