package io.sluice.filters.cache.redis;

/** Something that is asked of Redis and has to be over in time. The link's thread only. */
abstract class Timed {
  private long deadline;
  private boolean over;

  /** By the JVM's nanosecond clock. */
  final long deadline() {
    return deadline;
  }

  final void giveUpAt(long nanoTime) {
    deadline = nanoTime;
  }

  /** Answered or given up; what comes later is nothing to anybody. */
  final boolean isOver() {
    return over;
  }

  /** Ends it; true for the first call only. */
  final boolean end() {
    boolean first = !over;
    over = true;
    return first;
  }

  /** Redis has not answered, and does not count on it any more. Not called when it is over. */
  abstract void giveUp();
}
