package io.sluice.filters.cache;

import io.sluice.gateway.api.Ticker;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** A clock that a test moves: the cache's time of day, and what its tiers go by. Any thread. */
final class MovedClock implements Ticker, LongSupplier {
  private static final DateTimeFormatter HTTP =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final AtomicLong millis =
      new AtomicLong(Instant.parse("2026-01-01T00:00:00Z").toEpochMilli());

  void passSeconds(long seconds) {
    passMillis(TimeUnit.SECONDS.toMillis(seconds));
  }

  void passMillis(long more) {
    millis.addAndGet(more);
  }

  /** The time of day so many seconds from now, as fields say it. */
  String httpDate(long secondsFromNow) {
    return HTTP.format(
        Instant.ofEpochMilli(millis.get() + TimeUnit.SECONDS.toMillis(secondsFromNow)));
  }

  @Override
  public long getAsLong() {
    return millis.get();
  }

  @Override
  public long nanos() {
    return TimeUnit.MILLISECONDS.toNanos(millis.get());
  }
}
