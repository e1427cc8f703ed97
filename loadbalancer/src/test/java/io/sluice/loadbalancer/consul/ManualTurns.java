package io.sluice.loadbalancer.consul;

import io.sluice.loadbalancer.ManualScheduler;

/** Turns whose time the test owns. */
final class ManualTurns extends ManualScheduler implements Turns {
  boolean closed;

  @Override
  public void close() {
    closed = true;
    clear();
  }
}
