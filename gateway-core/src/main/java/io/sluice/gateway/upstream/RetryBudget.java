package io.sluice.gateway.upstream;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps retries a share of the requests, so that an origin that fails is not also overrun
 * (Finagle's idea). Every request pays in its percentage of one retry, every retry takes a whole
 * one; what is not used is saved up to a bound, which lets a burst through when an endpoint with
 * many requests in flight dies. No clock: a quiet route keeps what it saved.
 */
public final class RetryBudget {
  private static final long ONE_RETRY = 100;

  /** Retries that may be saved. */
  static final long MOST_SAVED = 1000;

  /** Retries that a new upstream may make before any traffic has paid for them. */
  static final long INITIAL = 100;

  private final AtomicLong balance = new AtomicLong(INITIAL * ONE_RETRY); // by all workers

  /** Pays in for one request. */
  public void deposit(int percent) {
    // Most of the time the account is full: a plain look keeps the line shared between cores.
    if (balance.getPlain() < MOST_SAVED * ONE_RETRY) {
      balance.getAndAdd(percent);
    }
  }

  /** Takes one retry; false when there is none. */
  public boolean withdraw() {
    long saved = balance.get();
    while (saved >= ONE_RETRY) {
      if (balance.compareAndSet(saved, saved - ONE_RETRY)) {
        return true;
      }
      saved = balance.get();
    }
    return false;
  }
}
