package io.sluice.gateway.breaker;

/**
 * The probes of one half-open time, in one word: whose they are (the permit), and how many run,
 * have ended, have failed, and were slow.
 */
final class Probes {
  private static final int BITS = 12; // of each count, which is 1000 at most
  private static final long COUNT = (1L << BITS) - 1;
  private static final int FAILED = BITS;
  private static final int ENDED = 2 * BITS;
  private static final int RUNNING = 3 * BITS;
  private static final int PERMIT = 4 * BITS;

  private Probes() {}

  static long none(long permit) {
    return permit << PERMIT;
  }

  static boolean areOf(long word, long permit) {
    return word >>> PERMIT == permit;
  }

  static long withOneMore(long word) {
    return word + (1L << RUNNING);
  }

  static long withoutOne(long word) {
    return word - (1L << RUNNING);
  }

  static long withResult(long word, boolean failed, boolean slow) {
    return withoutOne(word) + (1L << ENDED) + (failed ? 1L << FAILED : 0) + (slow ? 1 : 0);
  }

  /** One that has ended well had failed. */
  static long withFailure(long word) {
    return word + (1L << FAILED);
  }

  static long running(long word) {
    return word >>> RUNNING & COUNT;
  }

  static long ended(long word) {
    return word >>> ENDED & COUNT;
  }

  static long failed(long word) {
    return word >>> FAILED & COUNT;
  }

  static long slow(long word) {
    return word & COUNT;
  }
}
