package io.sluice.filters.forwardauth;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** For how long an answer of the service may be used again, by what its fields say (RFC 9111). */
final class Freshness {
  private static final long MOST_SECONDS = Integer.MAX_VALUE; // RFC 9111 section 1.2.2

  private Freshness() {}

  /**
   * Nanoseconds; 0 = not at all.
   *
   * @param most as long as the config says
   */
  static long of(HttpHeaders answer, long most) {
    if (answer.contains(HttpHeaderNames.SET_COOKIE) // meant for one client, once
        || answer.containsValue(HttpHeaderNames.VARY, "*", true)) {
      return 0;
    }
    long nanos = most;
    for (String line : answer.getAll(HttpHeaderNames.CACHE_CONTROL)) {
      for (int start = 0; start <= line.length(); ) {
        int comma = line.indexOf(',', start);
        int end = comma < 0 ? line.length() : comma;
        nanos = Math.min(nanos, of(line.substring(start, end)));
        start = end + 1;
      }
    }
    return nanos;
  }

  private static long of(String directive) {
    int equals = directive.indexOf('=');
    String name = (equals < 0 ? directive : directive.substring(0, equals)).strip();
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "no-store", "no-cache", "private" -> 0;
      case "max-age", "s-maxage" ->
          seconds(equals < 0 ? "" : directive.substring(equals + 1).strip());
      default -> Long.MAX_VALUE;
    };
  }

  /** What cannot be read is stale already. */
  private static long seconds(String digits) {
    long value = 0;
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      if (c < '0' || c > '9') {
        return 0;
      }
      value = Math.min(10 * value + (c - '0'), MOST_SECONDS);
    }
    return TimeUnit.SECONDS.toNanos(value);
  }
}
