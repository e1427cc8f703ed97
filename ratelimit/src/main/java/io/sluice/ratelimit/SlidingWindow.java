package io.sluice.ratelimit;

import static io.sluice.ratelimit.Words.WORD;

import java.time.Duration;

/**
 * Never more than {@code count} in any {@code period}, wherever the period begins. A token bucket
 * lets up to twice that pass in a period that begins with a full bucket, a fixed window as much
 * around its end; this is for limits that a contract or an origin holds to the letter.
 *
 * <p>To keep the time of each would take {@code count} words. This keeps the idea of sub-windows
 * (as in the sliding log of counts that many gateways have) but errs on the safe side only: a
 * period is cut into 15 slots, of which the 16 latest are kept, one word each: which slot it is,
 * how much was admitted in it, and when the last of that was, to a 256th of a slot. All of a slot
 * counts until a period after its last. To admit is to add to the slot of now, then to sum all
 * others; what turns out to be too much is taken back. Two that ask in one slot are in the order of
 * their additions, so that one of them passes.
 *
 * <p>Given up: what was admitted early in a slot counts as long as the last of that slot, at most a
 * 15th of the period too long. Two callers on either side of a slot's end may both be refused where
 * one would have fitted. Under another period a key begins afresh.
 */
public final class SlidingWindow implements Limiter {
  private static final int SLOTS = 16;
  private static final int PARTS = 256;
  private static final long MOST = 1_000_000_000L;
  private static final Duration LONGEST_PERIOD = Duration.ofDays(366);

  // A word: the slot's number, 26 bits; the part of its last, 8; how much was admitted, 30.
  private static final int AMOUNT_BITS = 30;
  private static final int PART_BITS = 8;
  private static final int NUMBER_SHIFT = AMOUNT_BITS + PART_BITS;
  private static final long AMOUNT = (1L << AMOUNT_BITS) - 1;
  private static final long PART = PARTS - 1;

  private final long count;
  private final long period;
  private final long slot;

  /**
   * @param count 1 to 10^9
   * @param period 1 ns to 366 days
   * @throws IllegalArgumentException naming what is out of range
   */
  public SlidingWindow(long count, Duration period) {
    if (count < 1 || count > MOST) {
      throw new IllegalArgumentException("count: " + count + " (expected: 1 to " + MOST + ")");
    }
    if (period.isNegative() || period.isZero() || period.compareTo(LONGEST_PERIOD) > 0) {
      throw new IllegalArgumentException("period: " + period + " (expected: 1 ns to 366 days)");
    }
    this.count = count;
    this.period = period.toNanos();
    slot = (this.period + SLOTS - 2) / (SLOTS - 1);
  }

  @Override
  public int words() {
    return SLOTS;
  }

  @Override
  public long acquire(long[] state, long cost, long now) {
    if (cost > count) {
      return NEVER;
    }
    while (true) {
      long at = latest(state, now);
      long number = at / slot;
      int index = (int) (number % SLOTS);
      long own = (long) WORD.getVolatile(state, index);
      long others = others(state, index, at);
      boolean current = sameSlot(own, number);
      long admitted = current ? own & AMOUNT : 0;
      if (others + admitted + cost > count) {
        return -wait(state, cost, at, now);
      }
      long part = (at - number * slot) * PARTS / slot;
      if (current) {
        part = Math.max(part, (own >>> AMOUNT_BITS) & PART);
      }
      long next = number << NUMBER_SHIFT | part << AMOUNT_BITS | admitted + cost;
      if (!WORD.compareAndSet(state, index, own, next)) {
        continue;
      }
      // Whoever adds elsewhere after this sees it; whoever did before is seen here.
      if (latest(state, at) == at && others(state, index, at) + admitted + cost <= count) {
        return 0;
      }
      takeBack(state, index, number, cost);
    }
  }

  @Override
  public long limit(long[] state) {
    return count;
  }

  @Override
  public long remaining(long[] state, long now) {
    return Math.max(0, count - others(state, -1, latest(state, now)));
  }

  @Override
  public long resetNanos(long[] state, long now) {
    long at = latest(state, now);
    long reset = 0;
    for (int i = 0; i < SLOTS; i++) {
      long word = (long) WORD.getVolatile(state, i);
      if ((word & AMOUNT) != 0) {
        reset = Math.max(reset, until(word, at) - now);
      }
    }
    return reset;
  }

  /**
   * The time that counts: {@code now}, or the beginning of a slot that another thread has begun
   * since {@code now} was read. A slot further ahead than a period is no such: it was made under
   * another period, or its number has come round again.
   */
  private long latest(long[] state, long now) {
    long number = now / slot;
    long ahead = 0;
    for (int i = 0; i < SLOTS; i++) {
      long word = (long) WORD.getVolatile(state, i);
      long distance = distance(word, number);
      if (distance > ahead && distance < SLOTS && (word & AMOUNT) != 0) {
        ahead = distance;
      }
    }
    return ahead == 0 ? now : (number + ahead) * slot;
  }

  /** What counts at {@code at} in all slots but one. */
  private long others(long[] state, int index, long at) {
    long sum = 0;
    for (int i = 0; i < SLOTS; i++) {
      long word = (long) WORD.getVolatile(state, i);
      if (i != index && until(word, at) > at) {
        sum += word & AMOUNT;
      }
    }
    return sum;
  }

  /** How long from {@code now} until so much has gone that {@code cost} fits. */
  private long wait(long[] state, long cost, long at, long now) {
    long excess = others(state, -1, at) + cost - count;
    long number = at / slot;
    long until = at + 1;
    for (long i = number - SLOTS + 1; i <= number && excess > 0; i++) {
      long word = (long) WORD.getVolatile(state, (int) Math.floorMod(i, (long) SLOTS));
      if (sameSlot(word, i) && until(word, at) > at) {
        excess -= word & AMOUNT;
        until = until(word, at);
      }
    }
    return Math.max(1, until - now);
  }

  /** Until when a slot counts; a time gone by if it is none of the latest. */
  private long until(long word, long at) {
    long number = at / slot;
    long distance = distance(word, number);
    if (distance <= -SLOTS || distance > 0) {
      return 0;
    }
    long parts = ((word >>> AMOUNT_BITS) & PART) + 1;
    return (number + distance) * slot + (parts * slot + PARTS - 1) / PARTS + period;
  }

  private static void takeBack(long[] state, int index, long number, long cost) {
    while (true) {
      long own = (long) WORD.getVolatile(state, index);
      if (!sameSlot(own, number) || WORD.compareAndSet(state, index, own, own - cost)) {
        return;
      }
    }
  }

  private static boolean sameSlot(long word, long number) {
    return distance(word, number) == 0;
  }

  /** How many slots a word's is after another; numbers come round after 2^26. */
  private static long distance(long word, long number) {
    return (((word >>> NUMBER_SHIFT) - number) << NUMBER_SHIFT) >> NUMBER_SHIFT;
  }
}
