package io.sluice.filters.cache.store;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.sluice.gateway.api.OwnedMeters;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;

/** What metrics say of the tier in memory. Counted by any thread; the rest is the control's. */
final class MemoryMeters implements AutoCloseable {
  private static final String EVICTIONS = "sluice.cache.memory.evictions";
  private static final String EVICTIONS_HELP = "Entries that went by themselves";

  /** Entries for which there was no room. */
  final LongAdder full = new LongAdder();

  /** Entries whose time was over. */
  final LongAdder expired = new LongAdder();

  private final OwnedMeters meters;

  MemoryMeters(MeterRegistry registry) {
    this.meters = new OwnedMeters(registry);
  }

  /** When a config runs that has the tier; again for the next one. */
  void show(MemoryTier tier) {
    if (!meters.isEmpty()) {
      return;
    }
    gauge(tier, "sluice.cache.memory.bytes", "What is kept takes", MemoryTier::weight);
    gauge(tier, "sluice.cache.memory.max.bytes", "It may take", MemoryTier::maximum);
    gauge(
        tier,
        "sluice.cache.body.bytes",
        "Bodies take: kept, on their way in, and still being sent",
        MemoryTier::bodyBytes);
    gauge(tier, "sluice.cache.memory.entries", "Entries that are kept", MemoryTier::size);
    counter("full", full);
    counter("expired", expired);
  }

  private void gauge(MemoryTier tier, String name, String help, ToDoubleFunction<MemoryTier> of) {
    meters.gauge(name, help, Tags.empty(), tier, of);
  }

  private void counter(String cause, LongAdder value) {
    meters.counter(EVICTIONS, EVICTIONS_HELP, Tags.of("cause", cause), value, LongAdder::sum);
  }

  @Override
  public void close() {
    meters.close();
  }
}
