package io.sluice.gateway.proxy;

import io.sluice.gateway.event.Timeout;
import io.sluice.gateway.event.Worker;
import io.sluice.gateway.snapshot.HedgePolicy;
import io.sluice.gateway.snapshot.RetryPolicy;
import io.sluice.gateway.upstream.PooledEndpoint;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Further attempts of one exchange that run beside its first, because that is slow (Dean and
 * Barroso, "The Tail at Scale", 2013). Whoever has a response's head first wins, the others are
 * cancelled. A hedge costs a retry of the upstream's budget, so that an upstream that is slow as a
 * whole is not asked twice for everything.
 */
final class Hedging extends Timeout {
  private final Forwarding forwarding;
  private final HedgePolicy policy;
  private final Worker worker;
  private final List<Attempt> rivals = new ArrayList<>(1);
  private int made;
  private boolean tookOver; // the first attempt failed, and one of these went on

  private Hedging(Forwarding forwarding, HedgePolicy policy, Worker worker) {
    this.forwarding = forwarding;
    this.policy = policy;
    this.worker = worker;
  }

  /** For a request without a body; null when it is not to be sent twice. */
  static @Nullable Hedging of(
      Forwarding forwarding, @Nullable HedgePolicy policy, String method, Worker worker) {
    return policy == null || !RetryPolicy.isIdempotent(method)
        ? null
        : new Hedging(forwarding, policy, worker);
  }

  /** An attempt begins: unless it is answered in time, another one follows. */
  void watch() {
    if (made < policy.max()) {
      worker.timers().start(this, policy.afterNanos());
    }
  }

  @Override
  protected void expired() {
    PooledEndpoint next = forwarding.hedgeTarget();
    if (next == null) {
      return;
    }
    made++;
    Attempt rival = forwarding.attemptAt(next, worker.nanos());
    rivals.add(rival);
    watch();
    rival.begin(false);
  }

  /** Attempts made beside the first ones. */
  int made() {
    return made;
  }

  /** Whether it is one of these that goes on, because the first attempt has failed. */
  boolean hasTakenOver() {
    return tookOver;
  }

  /** Forgets a rival that has ended. */
  void ended(Attempt rival) {
    rivals.remove(rival);
  }

  /** The rival that is to be the exchange's attempt now; null when there is none. */
  @Nullable Attempt takeOver() {
    if (rivals.isEmpty()) {
      return null;
    }
    tookOver = true;
    return rivals.remove(rivals.size() - 1);
  }

  /** Cancels all that still run. */
  void end() {
    cancel();
    for (Attempt rival : List.copyOf(rivals)) {
      rival.lose();
    }
    rivals.clear();
  }
}
