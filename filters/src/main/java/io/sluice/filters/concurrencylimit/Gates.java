package io.sluice.filters.concurrencylimit;

import io.micrometer.core.instrument.Tags;
import io.sluice.filters.kept.KeptStates;
import io.sluice.filters.meter.OwnMeters;
import io.sluice.gateway.api.FilterContext;
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
  private final OwnMeters meters;
  private final Tags tags;
  private final boolean shown;
  private boolean began; // control thread
  private Limiter next; // control thread

  /** Written by the control thread: the settings of the config that runs. */
  private volatile Limiter limiter;

  Gates(FilterContext context, int turn, Limiter limiter, long maxKeys) {
    super(context.ticker(), maxKeys, IDLE);
    this.limiter = limiter;
    this.next = limiter;
    this.whole = new Gate(this, null, new long[limiter.words()]);
    this.meters = new OwnMeters(context.meters());
    this.tags = Tags.of("route", context.routeId());
    this.shown = turn == 0; // a second one would only take over the first one's series
  }

  private void show() {
    meters.gauge("sluice.concurrency.limit", tags, this, Gates::greatestLimit);
    meters.gauge("sluice.concurrency.inflight", tags, this, gates -> gates.inflight.sum());
    meters.gauge("sluice.concurrency.queued", tags, this, gates -> gates.queued.sum());
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
    limiter = next;
    if (shown && !began) {
      show();
    }
    began = true;
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
