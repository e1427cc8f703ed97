package io.sluice.benchmarks;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.sluice.filters.cache.rules.Freshness;
import io.sluice.filters.cache.rules.ResponseDirectives;
import io.sluice.filters.cache.store.CacheKey;
import io.sluice.filters.cache.store.MemoryTier;
import io.sluice.filters.cache.store.StoredResponse;
import io.sluice.gateway.api.ChainContext;
import io.sluice.gateway.api.Ticker;
import io.sluice.gateway.http.WireHeaders;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * How often the tier in memory has what is asked for, when a million keys are asked for as often as
 * Zipf's law says, beside an LRU list of as many entries and beside the best that is possible for
 * who knows the law. One thread, at a pace, for what is known of reads is sampled by time.
 */
public final class ZipfTrace {
  private static final int KEYS = 1_000_000;
  private static final int BODY = 512;
  private static final long MEMORY = 64 << 20;
  private static final HttpHeaders NOTHING = new WireHeaders();

  private final double[] upTo = new double[KEYS]; // probability of this key and those before
  private final SplittableRandom random = new SplittableRandom(1);

  private ZipfTrace(double exponent) {
    double sum = 0;
    for (int i = 0; i < KEYS; i++) {
      sum += 1 / Math.pow(i + 1, exponent);
      upTo[i] = sum;
    }
    for (int i = 0; i < KEYS; i++) {
      upTo[i] /= sum;
    }
  }

  private int next() {
    int found = Arrays.binarySearch(upTo, random.nextDouble());
    return found >= 0 ? found : Math.min(KEYS - 1, -found - 1);
  }

  private int[] trace(int requests) {
    int[] keys = new int[requests];
    for (int i = 0; i < requests; i++) {
      keys[i] = next();
    }
    return keys;
  }

  private static final class Context extends ChainContext {
    Context() {
      super("bench", new SimpleMeterRegistry(), Ticker.system());
    }

    @Override
    public String upstreamId() {
      return "";
    }
  }

  private static CacheKey key(int number) {
    return new CacheKey("5:bench4:http9:a.example-" + "16:/items/" + (1_000_000_000 + number));
  }

  private static void keep(MemoryTier tier, CacheKey key) {
    ByteBuf body = tier.newBody(BODY);
    if (body != null) {
      WireHeaders fields = new WireHeaders();
      fields.set("content-type", "application/json");
      tier.keep(
          key,
          NOTHING,
          StoredResponse.of(
              200,
              fields,
              ResponseDirectives.of(fields),
              new Freshness(0, 0, 3_600_000),
              0,
              body.writeZero(BODY)),
          3_600_000);
    }
  }

  /**
   * Prints a table.
   *
   * @param args requests a second (0 = as fast as it goes), and millions of requests
   */
  public static void main(String[] args) {
    int rate = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
    int requests = (args.length > 1 ? Integer.parseInt(args[1]) : 4) * 1_000_000;
    System.out.println("exponent  entries  hit ratio  of LRU  best possible  ns/request");
    for (double exponent : new double[] {0.8, 0.9, 1.0}) {
      new ZipfTrace(exponent).run(exponent, rate, requests);
    }
  }

  private void run(double exponent, int rate, int requests) {
    MemoryTier tier = MemoryTier.of(new Context(), MEMORY);
    int[] warmUp = trace(requests);
    int[] measured = trace(requests);
    play(tier, warmUp, rate);
    long busy = System.nanoTime();
    long[] figures = play(tier, measured, rate);
    busy = System.nanoTime() - busy - figures[1];
    int entries = (int) tier.size();
    System.out.printf(
        "%8.1f %8d %9.1f%% %6.1f%% %13.1f%% %11d%n",
        exponent,
        entries,
        100.0 * figures[0] / requests,
        100 * lru(entries, warmUp, measured),
        100 * upTo[entries - 1],
        busy / requests);
    tier.close();
  }

  /** Hits, and nanoseconds of pauses. */
  private static long[] play(MemoryTier tier, int[] keys, int rate) {
    long hits = 0;
    long paused = 0;
    long start = System.nanoTime();
    for (int i = 0; i < keys.length; i++) {
      CacheKey key = key(keys[i]);
      if (tier.find(key, NOTHING) != null) {
        hits++;
      } else {
        keep(tier, key);
      }
      if (rate > 0 && i % 100 == 0) {
        long ahead = start + i * 1_000_000_000L / rate - System.nanoTime();
        if (ahead > 0) {
          long before = System.nanoTime();
          LockSupport.parkNanos(ahead);
          paused += System.nanoTime() - before;
        }
      }
    }
    return new long[] {hits, paused};
  }

  private static double lru(int entries, int[] warmUp, int[] measured) {
    Map<Integer, Boolean> list =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<Integer, Boolean> eldest) {
            return size() > entries;
          }
        };
    for (int key : warmUp) {
      list.put(key, true);
    }
    long hits = 0;
    for (int key : measured) {
      hits += list.put(key, true) == null ? 0 : 1;
    }
    return hits / (double) measured.length;
  }
}
