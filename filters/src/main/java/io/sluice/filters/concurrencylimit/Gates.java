package io.sluice.filters.concurrencylimit;

import io.micrometer.core.instrument.Tags;
import io.sluice.filters.kept.KeptStates;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.OwnedMeters;
import io.sluice.ratelimit.Limiter;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * The gates of one filter, which outlive configs. A gate with exchanges is never forgotten, else
 * more than its limit would run; there are no more of them than exchanges. What an adaptive limit
 * has found is remembered longer, of a bounded number of keys.
 */
final class Gates extends KeptStates {
  /** How long what was found of a key that does not come is worth something. */
  private static final Duration IDLE = Duration.ofMinutes(10);

  private final Gate whole;
  private final ConcurrentHashMap<String, Gate> byKey = new ConcurrentHashMap<>();
  private final LongAdder inflight = new LongAdder();
  private final LongAdder queued = new LongAdder();
  private final OwnedMeters meters; // control thread
  private final String routeId;
  private final boolean isShown;
  private Limiter next; // control thread

  /** Written by the control thread: the settings of the config that runs. */
  private volatile Limiter limiter;

  Gates(FilterContext context, int turn, Limiter limiter, long maxKeys) {
    super(context.ticker(), maxKeys, IDLE);
    this.limiter = limiter;
    this.next = limiter;
    this.whole = new Gate(this, null, new long[limiter.words()]);
    this.meters = new OwnedMeters(context.meters());
    this.routeId = context.routeId();
    this.isShown = turn == 0; // a second one would only take over the first one's series
  }

  private void show() {
    Tags tags = Tags.of("route", routeId);
    meters.gauge("sluice.concurrency.limit", "How many may run", tags, this, Gates::greatestLimit);
    meters.gauge("sluice.concurrency.inflight", "How many run", tags, this, g -> g.inflight.sum());
    meters.gauge("sluice.concurrency.queued", "How many wait", tags, this, g -> g.queued.sum());
  }

  /** Keys may have found different ones. */
  private double greatestLimit() {
    long greatest = 0;
    for (Gate gate : byKey.values()) {
      greatest = Math.max(greatest, gate.limit());
    }
    return greatest == 0 ? whole.limit() : greatest;
  }

  /** Says what is to count once the config that is being compiled runs. */
  void plan(Limiter settings, long maxKeys) {
    next = settings;
    plan(maxKeys, IDLE);
  }

  /** A limit that was raised lets some of those in who wait. */
  @Override
  public void adopted() {
    super.adopted();
    if (isShown && meters.isEmpty()) {
      show();
    }
    limiter = next;
    whole.admit();
    byKey.values().forEach(Gate::admit);
  }

  @Override
  public void close() {
    meters.close();
  }

  Limiter limiter() {
    return limiter;
  }

  LongAdder inflight() {
    return inflight;
  }

  LongAdder queued() {
    return queued;
  }

  /** The gate of all exchanges. */
  Gate whole() {
    return whole;
  }

  /** The gate of a key, in use. */
  Gate of(String key) {
    while (true) {
      Gate gate = byKey.get(key);
      if (gate == null) {
        Gate fresh = new Gate(this, key, ownOf(key, limiter.words()));
        Gate other = byKey.putIfAbsent(key, fresh);
        gate = other == null ? fresh : other;
      }
      if (gate.use()) {
        return gate;
      }
      byKey.remove(key, gate); // who closed it is about to
    }
  }

  void forget(String key, Gate gate) {
    byKey.remove(key, gate);
  }

  /** How many keys have exchanges. */
  int size() {
    return byKey.size();
  }
}
