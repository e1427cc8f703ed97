package io.sluice.loadbalancer;

/** Runs tasks later. An interface so that tests own time. */
@FunctionalInterface
public interface Scheduler {

  /**
   * Runs a task once.
   *
   * @param nanos how long to wait; 0 or less: at once, still not during this call
   */
  Task after(long nanos, Runnable task);

  /** A task that waits. */
  @FunctionalInterface
  interface Task {

    /** Drops it; without effect once it runs. */
    void cancel();
  }
}
