package io.sluice.filters.concurrencylimit;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.filters.kept.KeptStates;
import io.sluice.gateway.api.FilterContext;
import io.sluice.ratelimit.Limiter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;

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
  private final MeterRegistry registry;
  private final List<Meter> meters = new ArrayList<>();
  private Limiter next; // control thread

  /** Written by the control thread: the settings of the config that runs. */
  private volatile Limiter limiter;

  Gates(FilterContext context, int turn, Limiter limiter, long maxKeys) {
    super(context.ticker(), maxKeys, IDLE);
    this.limiter = limiter;
    this.next = limiter;
    this.whole = new Gate(this, null, new long[limiter.words()]);
    this.registry = context.meters();
    if (turn == 0) { // a second one would only take over the first one's series
      String route = context.routeId();
      gauge("sluice.concurrency.limit", route, Gates::greatestLimit);
      gauge("sluice.concurrency.inflight", route, gates -> gates.inflight.sum());
      gauge("sluice.concurrency.queued", route, gates -> gates.queued.sum());
    }
  }

  private void gauge(String name, String route, ToDoubleFunction<Gates> value) {
    meters.add(Gauge.builder(name, this, value).tag("route", route).register(registry));
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
    whole.admit();
    byKey.values().forEach(Gate::admit);
  }

  @Override
  public void close() {
    meters.forEach(registry::remove);
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
        Gate fresh = new Gate(this, key, of(key, limiter.words()));
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
