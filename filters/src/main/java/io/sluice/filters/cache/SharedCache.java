package io.sluice.filters.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.netty.handler.codec.http.HttpHeaders;
import io.sluice.filters.cache.disk.DiskTier;
import io.sluice.filters.cache.redis.CacheNews;
import io.sluice.filters.cache.redis.RedisTier;
import io.sluice.filters.cache.store.CacheKey;
import io.sluice.filters.cache.store.MemoryTier;
import io.sluice.filters.cache.store.PurgeLog;
import io.sluice.filters.cache.store.StoredResponse;
import io.sluice.filters.cache.warm.WarmUps;
import io.sluice.gateway.api.CacheFigures;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.Kept;
import io.sluice.gateway.api.Purge;
import io.sluice.gateway.api.ResponseCache;
import io.sluice.gateway.api.Ticker;
import io.sluice.gateway.api.WarmUp;
import io.sluice.ratelimit.Housekeeping;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What all cache filters of a gateway share: what is stored, and what is on its way. Any thread.
 */
final class SharedCache implements Kept, ResponseCache, CacheNews {

  /** For how long what has turned out to be for one client alone is asked for by each. */
  private static final Duration ALONE = Duration.ofSeconds(5);

  private static final Duration USES = Duration.ofHours(1);
  private static final int MOST_ALONE = 10_000;
  private static final int MOST_USES = 100_000;

  private record Identity() {}

  private final MemoryTier memory;
  private final LongSupplier clock; // milliseconds since 1970
  private final ConcurrentMap<String, Flight> flights = new ConcurrentHashMap<>();
  private final Housekeeping housekeeping = new Housekeeping();
  private final AtomicReference<@Nullable RedisTier> shared = new AtomicReference<>(); // in force
  private final AtomicReference<@Nullable DiskTier> disk = new AtomicReference<>(); // the same
  private final PurgeLog log;
  private final Policies policies = new Policies();
  private final Versioned versioned = new Versioned();
  private final Sweeper sweeper;
  private final Changes changes;
  private final HotKeys hot;
  private final WarmUps warmUps;
  private final Cache<String, Boolean> alone;
  private final Cache<String, AtomicInteger> uses;

  private SharedCache(MemoryTier memory, Ticker ticker, LongSupplier clock, WarmUps warmUps) {
    this.memory = memory;
    this.warmUps = warmUps;
    this.clock = clock;
    this.log = new PurgeLog(clock);
    this.sweeper = new Sweeper(memory, log, clock);
    this.changes = new Changes(ticker);
    this.hot = new HotKeys(memory);
    this.alone =
        Caffeine.newBuilder()
            .maximumSize(MOST_ALONE)
            .expireAfterWrite(ALONE)
            .ticker(ticker::nanos)
            .executor(housekeeping)
            .build();
    this.uses =
        Caffeine.newBuilder()
            .maximumSize(MOST_USES)
            .expireAfterAccess(USES)
            .ticker(ticker::nanos)
            .executor(housekeeping)
            .build();
  }

  /** For a factory: the one of the context's gateway. */
  static SharedCache of(FilterContext context, LongSupplier clock) {
    MemoryTier memory = MemoryTier.of(context, context.cache().memory().size().bytes());
    Ticker ticker = context.ticker();
    return context.keep(
        new Identity(),
        () -> new SharedCache(memory, ticker, clock, new WarmUps(context::network, ticker)));
  }

  long now() {
    return clock.getAsLong();
  }

  MemoryTier memory() {
    return memory;
  }

  HotKeys hot() {
    return hot;
  }

  Policies policies() {
    return policies;
  }

  PurgeLog log() {
    return log;
  }

  /**
   * For a factory: where purges are told to others, while a config runs that has it. Control
   * thread.
   */
  void shareThrough(RedisTier tier) {
    tier.tell(this, shared);
  }

  /** For a factory: where purges have to be known after a restart. The same. */
  void alsoOn(DiskTier tier) {
    tier.tell(disk);
  }

  // ---- flights

  /** The flight of this name, or null: then {@code begun} is the one from now on. */
  @Nullable Flight join(Flight begun) {
    return flights.putIfAbsent(begun.name, begun);
  }

  /** The flight of this name, or null. */
  @Nullable Flight flying(String name) {
    return flights.get(name);
  }

  void forget(Flight flight) {
    flights.remove(flight.name, flight);
  }

  /** Notes that responses for a key are for who has asked alone. */
  void alone(CacheKey key) {
    if (housekeeping.hasRoom()) {
      alone.put(key.text(), true);
    }
  }

  boolean isAlone(CacheKey key) {
    return alone.getIfPresent(key.text()) != null;
  }

  /** Counts one more request for a key; how many there have been. */
  int use(CacheKey key) {
    AtomicInteger count = uses.getIfPresent(key.text());
    if (count != null) {
      return count.incrementAndGet();
    }
    if (housekeeping.hasRoom()) {
      uses.put(key.text(), new AtomicInteger(1));
    }
    return 1;
  }

  // ---- what is stored

  /** For who is about to ask an origin. */
  AskedAfter asking() {
    return new AskedAfter(now(), log.last(), changes.last());
  }

  /** Whether a client has changed what a key is about since the origin was asked. */
  boolean isOutdated(CacheKey key, AskedAfter asked) {
    return changes.hasChanged(key, asked.change());
  }

  /** Whether there has been a purge, of whatever, since the origin was asked. */
  boolean isPurged(AskedAfter asked) {
    return asked.purge() < log.last();
  }

  /**
   * Keeps what an origin was asked for then, unless a client has changed it since; takes it.
   *
   * @return false when it is out of date
   */
  boolean keep(
      CachePolicy policy,
      CacheKey key,
      HttpHeaders asked,
      StoredResponse response,
      AskedAfter after) {
    if (isOutdated(key, after)) {
      response.release();
      return false;
    }
    keep(policy, key, asked, response);
    if (isOutdated(key, after)) { // while it was put down
      drop(policy, key);
      return false;
    }
    return true;
  }

  /** What is stored for a key goes, in all tiers of a route; what is on its way is as it was. */
  void drop(CachePolicy policy, CacheKey key) {
    memory.remove(key);
    dropSlow(policy, key);
  }

  private static void dropSlow(CachePolicy policy, CacheKey key) {
    for (Tiers.Tier tier : policy.tiers().slow()) {
      tier.store().remove(key);
    }
  }

  /** Keeps a response of the origin in all tiers of a route; ownership passes. */
  private void keep(CachePolicy policy, CacheKey key, HttpHeaders asked, StoredResponse response) {
    long keptFor = policy.keptFor(response.freshness(), response.terms(), now());
    if (keptFor <= 0) {
      response.release();
      return;
    }
    if (log.judge(key, response) == PurgeLog.Verdict.VALID) {
      for (Tiers.Tier tier : policy.tiers().slow()) {
        tier.store().keep(key, asked, response, keptFor);
      }
    }
    keep(key, asked, response, keptFor);
  }

  /** Keeps a response in memory, unless it has been purged since it was asked for; takes it. */
  void keep(CacheKey key, HttpHeaders asked, StoredResponse response, long keptFor) {
    StoredResponse valid = unlessPurged(key, response);
    if (valid != null) {
      versioned.add(key);
      memory.keep(key, asked, valid, keptFor);
      if (response.askedAfter() < log.last()) { // one may have come meanwhile
        sweeper.sweep();
      }
    }
  }

  /** What purges have left of a response; takes it, and null when nothing is left. */
  @Nullable StoredResponse unlessPurged(CacheKey key, StoredResponse response) {
    return switch (log.judge(key, response)) {
      case VALID -> response;
      case GONE -> {
        response.release();
        yield null;
      }
      case STALE -> {
        StoredResponse ended = response.ended(now());
        response.release();
        yield ended;
      }
    };
  }

  /** What is stored for the address of a key, or is on its way, is out of date. */
  void remove(CachePolicy policy, CacheKey key) {
    remove(key, () -> dropSlow(policy, key));
  }

  /**
   * The same.
   *
   * @param slower takes it out of the slower tiers
   */
  private void remove(CacheKey key, Runnable slower) {
    changes.add(key);
    flights.remove(key.text());
    memory.remove(key);
    if (versioned.has(key)) { // the other ones have to be looked for
      sweeper.sweep(key.address());
    }
    slower.run();
    changes.add(key); // who has begun meanwhile may have found it there yet
  }

  // ---- operators

  @Override
  public CompletionStage<Long> purge(Purge what) {
    RedisTier to = shared.get();
    if (to == null) {
      return purge(log.add(what), what);
    }
    return to.publish(what)
        .handle((number, failure) -> failure == null ? purge(number, what) : alone(what, failure))
        .thenCompose(done -> done);
  }

  /** The log has it: so has the disk to have it, and memory. */
  private CompletionStage<Long> purge(long number, Purge what) {
    DiskTier to = disk.get();
    CompletionStage<Long> swept = sweeper.sweep();
    return to == null ? swept : to.purged(number, what).thenCompose(noted -> swept);
  }

  /** The others could not be told: it is done here, and fails all the same. */
  private CompletionStage<Long> alone(Purge what, Throwable failure) {
    return purge(log.add(what), what)
        .thenCompose(
            count ->
                CompletableFuture.failedFuture(
                    new IOException("other gateways could not be told of the purge", failure)));
  }

  // ---- what other gateways say

  @Override
  public void purged(long number, Purge purge) {
    purge(number, purge);
  }

  @Override
  public void removed(CacheKey key) {
    DiskTier also = disk.get();
    remove(
        key,
        () -> {
          if (also != null) {
            also.remove(key);
          }
        });
  }

  @Override
  public void missed() {
    sweeper.sweepAll();
    DiskTier also = disk.get();
    if (also != null) {
      also.removeAll();
    }
  }

  // ---- figures

  @Override
  public CacheFigures figures() {
    return new CacheFigures(memory.size(), memory.bytes(), memory.maximum(), hot.all());
  }

  @Override
  public boolean warm(List<String> urls) {
    return warmUps.begin(urls);
  }

  @Override
  public void restartWarmUp(List<String> urls) {
    warmUps.restart(urls);
  }

  @Override
  public @Nullable WarmUp warmUp() {
    return warmUps.last();
  }

  @Override
  public void adopted() {
    sweeper.start();
  }

  @Override
  public void close() {
    sweeper.close();
    warmUps.close();
  }
}
