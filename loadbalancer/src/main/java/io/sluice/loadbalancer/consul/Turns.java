package io.sluice.loadbalancer.consul;

import io.sluice.loadbalancer.Scheduler;

/** Runs tasks that block, later. An interface so that tests own time. */
interface Turns extends Scheduler, AutoCloseable {

  /** Takes no more tasks, drops those that are not due, and waits a little for the others. */
  @Override
  void close();
}
