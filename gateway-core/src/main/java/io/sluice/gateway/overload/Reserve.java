package io.sluice.gateway.overload;

import io.sluice.gateway.config.RequestClass;

/**
 * Which part of the places under a cap is kept for critical requests: a tenth, and more where that
 * proves too little. How many they need depends on how unevenly they come, which nobody can say
 * ahead: each time one finds no place the reserve grows by half, and while all find one it shrinks
 * by a hundredth of the cap each second. Below it a further tenth is kept from sheddable requests.
 *
 * <p>Any worker.
 */
final class Reserve {
  private static final double LEAST = 0.1;
  private static final double MOST = 0.8;
  private static final double GROWTH = 1.5;
  private static final double SHRINKING_PER_NANO = 0.01 / 1e9;
  private static final double BELOW = 0.1;

  /** Between two growings: requests that come together are refused for one and the same lack. */
  private static final long PAUSE_NANOS = 100_000_000;

  /** A share of the cap, and since when it shrinks; nanoseconds from 0. */
  private record Level(double share, long since) {}

  /** Written by any worker; of two that grow it at once one wins, which is enough. */
  private volatile Level level = new Level(LEAST, -PAUSE_NANOS);

  /** A critical request has found no place. */
  void starved(long now) {
    if (now - level.since >= PAUSE_NANOS) {
      level = new Level(Math.min(MOST, share(now) * GROWTH), now);
    }
  }

  /** Of {@code cap} places those that a class may take; all of 0, which means any number. */
  long places(int cap, RequestClass its, long now) {
    return switch (its) {
      case CRITICAL -> cap;
      case DEFAULT -> part(cap, 1 - share(now));
      case SHEDDABLE -> part(cap, 1 - share(now) - BELOW);
    };
  }

  private static long part(int cap, double share) {
    return (long) Math.ceil(cap * share - 1e-9); // 0.9 x 10 is 9, whatever the last bit says
  }

  private double share(long now) {
    Level last = level;
    return Math.max(LEAST, last.share - (now - last.since) * SHRINKING_PER_NANO);
  }
}
