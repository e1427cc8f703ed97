package io.sluice.filters.cache.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.sluice.filters.cache.rules.Fields;
import io.sluice.gateway.api.Ticker;
import io.sluice.gateway.http.WireHeaders;
import java.nio.ByteBuffer;
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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Threads that read, keep, update, remove, purge and resize at once: nobody ever reads what another
 * key says, and all memory is back at the end.
 */
class MemoryTierStressTest {
  private static final int THREADS = 4;
  private static final int KEYS = 200;
  private static final int MAX = 128 << 10;
  private static final long NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final String[] VARY = {"", "Vary: A", "Vary: A, B"};

  private final MemoryTier tier = new MemoryTier(new SimpleMeterRegistry(), Ticker.system(), MAX);
  private final AtomicInteger hits = new AtomicInteger();

  /** What one thread does, and how many times. */
  private final class Worker implements Callable<Void> {
    private final SplittableRandom random;

    Worker(long seed) {
      random = new SplittableRandom(seed);
    }

    @Override
    public Void call() {
      long start = System.nanoTime();
      while (System.nanoTime() - start < NANOS) {
        step();
      }
      return null;
    }

    private void step() {
      int number = random.nextInt(KEYS);
      CacheKey key = new CacheKey("1:r1:s1:h-" + Integer.toString(number).length() + ":" + number);
      int variant = random.nextInt(3);
      WireHeaders request = Fields.of("A: " + variant);
      switch (random.nextInt(20)) {
        case 0, 1, 2, 3, 4 -> keep(key, request, number * 3 + variant);
        case 5 -> tier.remove(key);
        case 6 -> update(key, request);
        case 7 -> revise();
        default -> read(tier.find(key, request), number * 3 + variant);
      }
    }

    private void keep(CacheKey key, WireHeaders request, int content) {
      int length = 1 + random.nextInt(200);
      ByteBuf body = tier.newBody(4 * length);
      if (body != null) {
        body.writeBytes(bytes(content, length));
        String vary = VARY[1 + random.nextInt(2)];
        long keptFor = random.nextInt(5) == 0 ? 1 : 60_000;
        tier.keep(key, request, Responses.of("X: " + content + "|" + vary, body), keptFor);
      }
    }

    private void read(@Nullable StoredResponse found, int content) {
      ByteBuf body = found == null ? null : found.body();
      if (found == null || body == null) {
        return;
      }
      hits.incrementAndGet();
      try {
        assertThat(found.field("x")).isEqualTo(Integer.toString(content));
        assertThat(body.readableBytes()).isEqualTo(found.length()).isPositive();
        byte[] read = new byte[found.length()];
        body.readBytes(read);
        assertThat(read).isEqualTo(bytes(content, read.length / 4));
      } finally {
        body.release();
      }
    }

    private static byte[] bytes(int content, int times) {
      ByteBuffer bytes = ByteBuffer.allocate(4 * times);
      for (int i = 0; i < times; i++) {
        bytes.putInt(content);
      }
      return bytes.array();
    }

    private void update(CacheKey key, WireHeaders request) {
      StoredResponse found = tier.find(key, request);
      StoredResponse ended = found == null ? null : found.ended(0);
      if (ended != null) {
        tier.keep(key, request, ended, 60_000);
      }
    }

    private void revise() {
      if (random.nextInt(50) == 0) {
        tier.revise((key, response) -> response.length() % 3 == 0 ? null : response.ended(0));
      } else if (random.nextInt(50) == 0) {
        tier.plan(random.nextBoolean() ? MAX : MAX / 8);
        tier.adopted();
      }
    }
  }

  @Test
  void whatIsReadIsWhatWasKeptAndAllMemoryComesBack() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<Void>> running = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        running.add(threads.submit(new Worker(i)));
      }
      for (Future<Void> each : running) {
        Objects.requireNonNull(each).get();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(hits.get()).isGreaterThan(100);
    assertThat(tier.bytes()).isLessThanOrEqualTo(MAX);
    tier.close();
    assertThat(tier.bodyBytes()).isZero();
  }
}
