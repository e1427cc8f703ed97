package io.sluice.loadbalancer.consul;

/** Runs tasks that block, later. An interface so that tests own time. */
interface Turns extends AutoCloseable {

  /** Runs a task in so many nanoseconds. */
  Turn after(long nanos, Runnable task);

  /** Takes no more tasks, drops those that are not due, and waits a little for the others. */
  @Override
  void close();

  /** A task that waits. */
  @FunctionalInterface
  interface Turn {

    /** Drops it; without effect once it runs. */
    void cancel();
  }
}
