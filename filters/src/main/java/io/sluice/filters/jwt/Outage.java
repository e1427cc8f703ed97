package io.sluice.filters.jwt;

import java.util.concurrent.TimeUnit;

/**
 * Failures of a provider in a row: when it is asked again, and which of them the log hears of. One
 * thread at a time.
 */
public final class Outage {
  private static final long RETRY = TimeUnit.SECONDS.toNanos(1);
  private static final long LOG_GAP = TimeUnit.MINUTES.toNanos(1);

  private final int mostDoubled;
  private int failed;
  private boolean logged;
  private long loggedAt;

  /**
   * None yet.
   *
   * @param mostDoubled how often the time until the next try doubles; at first it is 1 s
   */
  public Outage(int mostDoubled) {
    this.mostDoubled = mostDoubled;
  }

  /**
   * It has failed.
   *
   * @param now in nanoseconds
   * @return whether the log is to hear of it, as it does once a minute
   */
  public boolean failed(long now) {
    failed++;
    if (logged && now - loggedAt < LOG_GAP) {
      return false;
    }
    logged = true;
    loggedAt = now;
    return true;
  }

  /** Nanoseconds until the next try, after a failure. */
  public long retryNanos() {
    return RETRY << Math.min(failed - 1, mostDoubled);
  }

  /**
   * It answers.
   *
   * @return whether it did not before
   */
  public boolean ended() {
    boolean was = failed > 0;
    failed = 0;
    logged = false;
    return was;
  }
}
