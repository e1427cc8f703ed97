package io.sluice.gateway.snapshot;

import io.sluice.gateway.observe.AccessLog;
import io.sluice.gateway.observe.RouteMetrics;
import io.sluice.gateway.overload.Overload;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The use that workers make of a snapshot, and what exchanges need of it to their end: a long one
 * does not keep the whole of it.
 *
 * @param serial of the snapshot
 * @param secretParameters names of them, of all routes
 * @param users workers that are not yet done with it; written by each once
 */
record SnapshotUse(
    long serial,
    AccessLog accessLog,
    Overload overload,
    RouteMetrics noRoute,
    Set<String> secretParameters,
    AtomicInteger users) {

  SnapshotUse(GatewaySnapshot of, int workers) {
    this(
        of.serial(),
        of.accessLog(),
        of.overload(),
        of.noRoute(),
        of.secretParameters(),
        new AtomicInteger(workers));
  }

  /**
   * A worker has adopted a later one and ended its last exchange of this one.
   *
   * @return whether it was the last worker, so that nobody uses this one any more
   */
  boolean workerDone() {
    return users.decrementAndGet() == 0;
  }
}
