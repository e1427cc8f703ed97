package io.sluice.ratelimit.redis;

import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * This gateway's share of one key.
 *
 * <p>Any thread decides by what is at hand: tokens, or that there are none until some time. Who can
 * do neither goes to the store's thread and waits there for the answer to a question, of which
 * there is one at a time.
 */
final class Lease implements Question.Reply {
  /** Who waits costs memory, and time of the store's thread. */
  private static final int MOST_WAITING = 256;

  /** What those beyond are told. */
  private static final long BUSY_NANOS = 10_000_000;

  private record Waiter(long cost, SharedLimiter.Answer answer) {}

  private final LeaseTerms terms;
  private final String key;

  // any thread
  private final AtomicLong left = new AtomicLong();
  private final AtomicLong later = new AtomicLong();
  private final AtomicLong needed = new AtomicLong();
  private final AtomicBoolean asking = new AtomicBoolean();
  private final AtomicInteger waiting = new AtomicInteger();

  // written by the store's thread, and lapsesAt by who takes up a promise
  private volatile long lapsesAt;
  private volatile long laterAt;
  private volatile long emptyUntil;
  private volatile long emptyCost = Long.MAX_VALUE;
  private volatile long lowWater = -1;
  private volatile long storeRemaining;
  private volatile long storeFullAt;

  // the store's thread only
  private final ArrayDeque<Waiter> waiters = new ArrayDeque<>();
  private long askedAt;
  private long asked;

  Lease(LeaseTerms terms, String key) {
    this.terms = terms;
    this.key = key;
    this.askedAt = terms.now();
    this.lapsesAt = askedAt;
    this.emptyUntil = askedAt;
    this.storeFullAt = askedAt;
  }

  /** Any thread. */
  void acquire(long cost, long now, SharedLimiter.Answer answer) {
    needed.addAndGet(cost);
    if (decided(cost, now, answer)) {
      if (left.get() <= lowWater && later.get() == 0 && now - emptyUntil >= 0) {
        askAhead();
      }
    } else if (!terms.store().up()) {
      terms.store().countFailure();
      answer.decided(SharedLimiter.STORE_FAILED, 0, 0);
    } else if (waiting.incrementAndGet() > MOST_WAITING) {
      waiting.decrementAndGet();
      answer.decided(-BUSY_NANOS, 0, resetNanos(now));
    } else if (!terms.store().execute(() -> await(new Waiter(cost, answer)))) {
      waiting.decrementAndGet();
      answer.decided(SharedLimiter.STORE_FAILED, 0, 0);
    }
  }

  /** Whether it can be decided by what is at hand. */
  private boolean decided(long cost, long now, SharedLimiter.Answer answer) {
    if (take(cost, now)) {
      answer.decided(0, left.get() + storeRemaining, resetNanos(now));
      return true;
    }
    long empty = emptyUntil - now;
    if (empty > 0 && cost >= emptyCost) {
      answer.decided(-empty, left.get(), resetNanos(now));
      return true;
    }
    return false;
  }

  private boolean take(long cost, long now) {
    if (later.get() > 0 && now - laterAt >= 0) {
      long promised = later.getAndSet(0);
      if (promised > 0 && now - laterAt < LeaseTerms.LAPSE_NANOS) {
        add(promised, now);
      }
    }
    if (now - lapsesAt >= 0) {
      return false;
    }
    for (long has = left.get(); has >= cost; has = left.get()) {
      if (left.compareAndSet(has, has - cost)) {
        return true;
      }
    }
    return false;
  }

  /** Two at once may lose the tokens of one: less passes, never more. */
  private void add(long tokens, long now) {
    if (now - lapsesAt >= 0) {
      left.set(tokens);
    } else {
      left.addAndGet(tokens);
    }
    lapsesAt = now + LeaseTerms.LAPSE_NANOS;
  }

  private void askAhead() {
    if (terms.store().up() && !asking.get() && asking.compareAndSet(false, true)) {
      if (!terms.store().execute(this::ask)) {
        asking.set(false);
      }
    }
  }

  private void await(Waiter waiter) {
    if (waiters.isEmpty() && decided(waiter.cost, terms.now(), waiter.answer)) {
      waiting.decrementAndGet();
      return;
    }
    waiters.add(waiter);
    if (asking.compareAndSet(false, true)) {
      ask();
    }
  }

  /** {@code asking} is this call's. */
  private void ask() {
    long now = terms.now();
    long share = terms.share(needed.getAndSet(0), now - askedAt);
    askedAt = now;
    long need = 0;
    long all = 0;
    for (Waiter waiter : waiters) {
      need = need == 0 ? waiter.cost : need;
      all += waiter.cost;
    }
    boolean ahead = share > 1;
    lowWater = ahead ? share / 4 : -1;
    long held = now - lapsesAt < 0 ? left.get() : 0;
    asked = Math.max(need, Math.min(terms.burst(), Math.max(share - held, all)));
    terms.store().ask(terms.question(key, need, Math.max(1, asked), ahead, this));
  }

  /** See {@code lease.lua} for the words. */
  @Override
  public void answered(long[] words) {
    long now = terms.now();
    long tokens = words[0];
    storeRemaining = words[4];
    storeFullAt = now + words[5] * 1_000;
    if (words[1] > 0) {
      laterAt = now + words[2] * 1_000;
      later.addAndGet(words[1]);
      emptyCost = 1;
      emptyUntil = laterAt;
    } else if (words[3] > 0) {
      emptyCost = waiters.isEmpty() ? 1 : waiters.element().cost;
      emptyUntil = now + words[3] * 1_000;
    }
    // those who wait come before those who find tokens
    while (!waiters.isEmpty() && waiters.element().cost <= tokens) {
      Waiter waiter = waiters.remove();
      tokens -= waiter.cost;
      end(waiter, 0, tokens + storeRemaining, now);
    }
    if (tokens > 0) {
      add(tokens, now);
    }
    while (!waiters.isEmpty() && waiters.element().cost >= emptyCost && emptyUntil - now > 0) {
      end(waiters.remove(), now - emptyUntil, 0, now);
    }
    goOn();
  }

  @Override
  public void failed() {
    for (Waiter waiter = waiters.poll(); waiter != null; waiter = waiters.poll()) {
      waiting.decrementAndGet();
      waiter.answer.decided(SharedLimiter.STORE_FAILED, 0, 0);
    }
    asking.set(false);
  }

  private void goOn() {
    if (waiters.isEmpty()) {
      asking.set(false);
    } else {
      ask();
    }
  }

  private void end(Waiter waiter, long outcome, long remaining, long now) {
    waiting.decrementAndGet();
    waiter.answer.decided(outcome, remaining, resetNanos(now));
  }

  private long resetNanos(long now) {
    return Math.max(0, storeFullAt - now);
  }
}
