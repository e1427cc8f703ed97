package io.sluice.filters.cache.disk;

import static io.sluice.filters.cache.disk.Disk.key;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Threads that find, keep and remove at once, in less room than they would need: nobody reads what
 * another key says, there are never more bytes than may be, and all memory is back at the end.
 */
class DiskStressTest {
  private static final int THREADS = 3;
  private static final int KEYS = 100;
  private static final long MAX = 1 << 20;
  private static final long NANOS = TimeUnit.SECONDS.toNanos(2);

  @TempDir private Path directory;
  private final AtomicInteger hits = new AtomicInteger();

  /** What one thread does for a while. */
  private final class Worker implements Callable<Void> {
    private final Disk disk;
    private final DiskTier tier;
    private final SplittableRandom random;

    Worker(Disk disk, DiskTier tier, long seed) {
      this.disk = disk;
      this.tier = tier;
      this.random = new SplittableRandom(seed);
    }

    @Override
    public Void call() {
      long start = System.nanoTime();
      while (System.nanoTime() - start < NANOS) {
        step("/" + random.nextInt(KEYS), random.nextInt(3));
      }
      return null;
    }

    private void step(String key, int variant) {
      String asked = "A: " + variant;
      switch (random.nextInt(10)) {
        case 0, 1, 2 -> {
          String vary = key.length() % 2 == 0 ? "" : "Vary: A";
          String content = vary.isEmpty() ? key : key + asked;
          String body = (content + ';').repeat(1 + random.nextInt(3000));
          disk.keep(tier, key, asked, vary, body, 60_000);
        }
        case 3 -> tier.remove(key(key));
        case 4 -> assertThat(disk.bytes()).isLessThanOrEqualTo(MAX);
        default ->
            read(key, disk.find(tier, key, asked), key.length() % 2 == 0 ? key : key + asked);
      }
    }

    private void read(String key, String body, String content) {
      if (!body.equals("none")) {
        hits.incrementAndGet();
        String unit = content + ';';
        assertThat(body).as(key).isEqualTo(unit.repeat(body.length() / unit.length()));
      }
    }
  }

  @Test
  void whatIsReadIsWhatWasKeptAndNeverTooMuch() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try (Disk disk = new Disk(directory)) {
      DiskTier tier = disk.started(MAX);
      List<Future<Void>> running = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        running.add(threads.submit(new Worker(disk, tier, i)));
      }
      for (Future<Void> each : running) {
        Objects.requireNonNull(each).get();
      }
      assertThat(disk.files().size()).isGreaterThan(20);
      assertThat(disk.bytes()).isLessThanOrEqualTo(MAX);
    } finally {
      threads.shutdownNow();
    }
    assertThat(hits.get()).isGreaterThan(50);
  }
}
