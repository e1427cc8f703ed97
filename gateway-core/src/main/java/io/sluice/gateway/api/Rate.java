package io.sluice.gateway.api;

import java.time.Duration;

/**
 * So many in a period: {@code 100/s}, {@code 6000/m}, {@code 10/h}.
 *
 * @param count at least 1
 * @param period a second, a minute or an hour
 */
public record Rate(long count, Duration period) {
  public Rate {
    if (count < 1) {
      throw new IllegalArgumentException("rate: " + count + " (expected: > 0)");
    }
  }
}
