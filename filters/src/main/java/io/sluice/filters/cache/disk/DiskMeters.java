package io.sluice.filters.cache.disk;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.sluice.filters.cache.threads.Threads;
import io.sluice.gateway.api.OwnedMeters;
import java.nio.file.Path;
import java.util.concurrent.atomic.LongAdder;

/**
 * What metrics say of the tier on disk. Counted by any thread; the rest is the control thread's.
 */
final class DiskMeters implements AutoCloseable {
  private static final String REFUSED = "sluice.cache.disk.refused";
  private static final String REFUSED_HELP = "What was left out as too much waited for the disk";

  final LongAdder refusedFinds = new LongAdder();
  final LongAdder refusedKeeps = new LongAdder();
  final LongAdder late = new LongAdder();
  private final OwnedMeters meters;
  private final Tags path;

  DiskMeters(MeterRegistry registry, Path path) {
    this.meters = new OwnedMeters(registry);
    this.path = Tags.of("path", path.toString());
  }

  void show(DiskIndex index, Trouble trouble) {
    counter(REFUSED, REFUSED_HELP, path.and("operation", "find"), refusedFinds);
    counter(REFUSED, REFUSED_HELP, path.and("operation", "keep"), refusedKeeps);
    counter("sluice.cache.disk.late", "What was not read in time", path, late);
    meters.counter(
        "sluice.cache.disk.failures",
        "What the disk failed to do",
        path,
        trouble,
        Trouble::failures);
    meters.gauge(
        "sluice.cache.disk.bytes", "Bytes that are kept on disk", path, index, DiskIndex::bytes);
    meters.gauge("sluice.cache.disk.entries", "Files on disk", path, index, DiskIndex::size);
  }

  void showWaiting(Threads reading, Threads writing) {
    gauge("find", reading);
    gauge("keep", writing);
  }

  private void gauge(String operation, Threads threads) {
    Tags tags = path.and("operation", operation);
    meters.gauge(
        "sluice.cache.disk.waiting", "What waits for the disk", tags, threads, Threads::waiting);
  }

  private void counter(String name, String help, Tags tags, LongAdder value) {
    meters.counter(name, help, tags, value, LongAdder::sum);
  }

  @Override
  public void close() {
    meters.close();
  }
}
