package io.sluice.filters.bandwidthlimit;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A token bucket that may go into debt, as one word of state: the time at which all that has passed
 * will be paid for. That time is before now while the bucket holds something, never by more than
 * the burst, and after now while it owes.
 *
 * <p>Lock-free: any thread may pass bytes on the same word at once. All zeros is a key of which
 * nothing has passed.
 */
final class Pace {
  private static final VarHandle WORDS = MethodHandles.arrayElementVarHandle(long[].class);
  private static final double NANOS_PER_SECOND = 1e9;

  /** Bytes that pass at once after a pause, where a tenth of a second's are fewer. */
  private static final long LEAST_BURST = 16 << 10;

  /** 73 years: beyond it sums would overflow, and what is owed turn into what is free. */
  private static final long MOST_OWED_NANOS = 1L << 61;

  private final double nanosPerByte;
  private final long burstNanos;

  /**
   * @param bytesPerSecond at least 1
   */
  Pace(long bytesPerSecond) {
    nanosPerByte = NANOS_PER_SECOND / bytesPerSecond;
    burstNanos = (long) (Math.max(LEAST_BURST, bytesPerSecond / 10) * nanosPerByte);
  }

  /** How long nothing may pass until the whole burst may pass at once. */
  long burstNanos() {
    return burstNanos;
  }

  /**
   * Takes note that so many bytes pass.
   *
   * @param now at least 1
   * @return nanoseconds until they are paid for, 0 = they are
   */
  long pass(long[] state, int word, int bytes, long now) {
    long cost = (long) (bytes * nanosPerByte);
    while (true) {
      long before = (long) WORDS.getVolatile(state, word);
      long paidAt = Math.min(paidAt(before, now) + cost, now + MOST_OWED_NANOS);
      if (WORDS.compareAndSet(state, word, before, paidAt == 0 ? 1 : paidAt)) {
        return Math.max(0, paidAt - now);
      }
    }
  }

  /** Nanoseconds until what has passed is paid for, 0 = it is. */
  long owed(long[] state, int word, long now) {
    return Math.max(0, paidAt((long) WORDS.getVolatile(state, word), now) - now);
  }

  private long paidAt(long word, long now) {
    long full = now - burstNanos;
    return word == 0 ? full : Math.max(word, full);
  }
}
