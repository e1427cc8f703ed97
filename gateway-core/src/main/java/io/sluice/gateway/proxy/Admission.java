package io.sluice.gateway.proxy;

import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.event.Worker;
import io.sluice.gateway.snapshot.Bulkhead;
import io.sluice.gateway.snapshot.DegradeSwitch;
import io.sluice.gateway.upstream.Upstream;
import org.jspecify.annotations.Nullable;

/**
 * The places that an exchange takes while it is forwarded: one of its route's, one of the
 * upstream's, and the permit of the route's automatic switch.
 */
final class Admission {
  private static final long NONE = -1;

  private final @Nullable Bulkhead bulkhead;
  private final @Nullable DegradeSwitch degrade;
  private final Upstream upstream;
  private final Worker worker;
  private long permit = NONE; // of the switch
  private long judgedAt;
  private boolean judged;
  private boolean succeeded; // as far as was seen when it was judged
  private boolean held;

  /**
   * @param bulkhead of the route
   * @param degrade of the route; null where that is not asked
   */
  Admission(
      @Nullable Bulkhead bulkhead,
      @Nullable DegradeSwitch degrade,
      Upstream upstream,
      Worker worker) {
    this.bulkhead = bulkhead;
    this.degrade = degrade;
    this.upstream = upstream;
    this.worker = worker;
  }

  /** Takes all places or none; why there is none, or null. */
  @Nullable GatewayError enter() {
    if (bulkhead != null && !bulkhead.enter()) {
      return ProxyErrors.ROUTE_FULL;
    }
    GatewayError refusal = null;
    if (!upstream.admit()) {
      refusal = ProxyErrors.UPSTREAM_FULL;
    } else if (degrade != null) {
      permit = degrade.tryAcquire(worker.nanos());
      if (permit < 0) {
        upstream.leave();
        refusal = ProxyErrors.DEGRADED;
      }
    }
    held = refusal == null;
    if (!held && bulkhead != null) {
      bulkhead.leave();
    }
    return refusal;
  }

  /** Tells the switch what came of it; a success that breaks off later has failed after all. */
  void judge(boolean failed) {
    if (degrade == null || permit < 0) {
      return;
    }
    long now = worker.nanos();
    if (!judged) {
      judged = true;
      judgedAt = now;
      succeeded = !failed;
      degrade.record(permit, failed, now);
    } else if (failed && succeeded) {
      succeeded = false;
      degrade.failedAfterAll(permit, judgedAt, now);
    }
  }

  /** Gives all places back; harmless when there are none. */
  void leave() {
    if (!held) {
      return;
    }
    held = false;
    upstream.leave();
    if (bulkhead != null) {
      bulkhead.leave();
    }
    if (degrade != null && !judged) {
      degrade.cancel(permit);
    }
  }
}
