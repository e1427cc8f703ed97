package io.sluice.filters.jwt;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.Kept;
import io.sluice.gateway.api.Network;
import io.sluice.gateway.api.OwnedMeters;
import io.sluice.gateway.api.Ticker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that a provider publishes at a URL (RFC 7517), for all filters of a gateway that name
 * it. Looked up when a config that names it begins to run, then from time to time, and when a token
 * names a key that is not there: providers change their keys whenever they like. While the provider
 * does not answer, the keys that it had stay.
 *
 * <p>Who sends tokens with made-up key names must not make the gateway flood the provider: it is
 * asked at most every {@link #GAP}, and such a token waits for that, with a bounded number of
 * others. A name that was not there then is not asked for again in as long.
 *
 * <p>All that happens lives on one of the gateway's event loops, where nothing waits; the provider
 * is asked elsewhere. {@link #current} is one volatile reference, written by that loop.
 */
public final class PublishedKeys implements Keys, Kept {
  /** Between two questions to the provider, at least. */
  static final Duration GAP = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(PublishedKeys.class);
  private static final int MOST_WAITING = 1000;
  private static final int MOST_ABSENT = 10_000;
  private static final int MOST_DOUBLED = 3; // 8 s between tries while the provider fails

  private final KeyAddress address;
  private final long gap;
  private final ProviderClient client;
  private final Ticker ticker;
  private final Supplier<Network> network;
  private final OwnedMeters meters; // control thread
  private final LongAdder successes = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final AtomicInteger waiting = new AtomicInteger();

  /** Names that the provider did not have, for as long as it is not asked again. */
  private final Cache<Object, Boolean> absent;

  private volatile @Nullable KeySet current; // written by the home loop
  private volatile boolean stale; // likewise
  private volatile long fetchedAt; // likewise
  private volatile @Nullable EventExecutor home; // written once, by the control thread
  private volatile long refresh; // written by the control thread
  private long nextRefresh; // control thread; counts from the next config on

  // the home loop's
  private final Queue<Asking> askings = new ArrayDeque<>();
  private boolean fetching;
  private boolean closed;
  private long startedAt;
  private final Outage outage = new Outage(MOST_DOUBLED);
  private @Nullable ScheduledFuture<?> next;

  /** Somebody who has not found a key. */
  private record Asking(Object unknown, Runnable told) {}

  private record Identity(KeyAddress address) {}

  private PublishedKeys(
      KeyAddress address,
      Duration gap,
      ProviderClient client,
      Ticker ticker,
      Supplier<Network> network,
      MeterRegistry registry) {
    this.address = address;
    this.gap = gap.toNanos();
    this.client = client;
    this.ticker = ticker;
    this.network = network;
    this.meters = new OwnedMeters(registry);
    this.absent =
        Caffeine.newBuilder()
            .maximumSize(MOST_ABSENT)
            .expireAfterWrite(gap)
            .ticker(ticker::nanos)
            .build();
  }

  /**
   * For a factory: the keys at this address.
   *
   * @param refresh between two lookups; of several filters that name the address the last one says
   */
  public static PublishedKeys of(FilterContext context, KeyAddress address, Duration refresh) {
    return of(context, address, refresh, GAP);
  }

  static PublishedKeys of(
      FilterContext context, KeyAddress address, Duration refresh, Duration gap) {
    ProviderClient client = ProviderClient.of(context);
    PublishedKeys keys =
        context.keep(
            new Identity(address),
            () ->
                new PublishedKeys(
                    address, gap, client, context.ticker(), context::network, context.meters()));
    keys.nextRefresh = refresh.toNanos();
    return keys;
  }

  /**
   * Keys at an address that is known only once something runs: whoever has them made adopts and
   * closes them.
   */
  public static PublishedKeys at(
      KeyAddress address,
      Duration refresh,
      ProviderClient client,
      Ticker ticker,
      Supplier<Network> network,
      MeterRegistry registry) {
    PublishedKeys keys = new PublishedKeys(address, GAP, client, ticker, network, registry);
    keys.nextRefresh = refresh.toNanos();
    return keys;
  }

  // ---- any thread

  @Override
  public @Nullable KeySet current() {
    return current;
  }

  @Override
  public boolean mayChange(Object unknown) {
    return absent.getIfPresent(unknown) == null;
  }

  @Override
  public boolean isStale() {
    return stale;
  }

  @Override
  public boolean refreshed(Object unknown, @Nullable KeySet seen, Runnable told) {
    EventExecutor loop = home;
    if (loop == null || stale) { // it is being tried again anyway; nobody waits for a dead provider
      return false;
    }
    if (waiting.incrementAndGet() > MOST_WAITING) {
      waiting.decrementAndGet();
      return false;
    }
    loop.execute(() -> ask(new Asking(unknown, told), seen));
    return true;
  }

  // ---- the control thread

  @Override
  public void adopted() {
    boolean changed = refresh != nextRefresh;
    refresh = nextRefresh;
    EventExecutor loop = home;
    if (loop == null) {
      loop = network.get().loops().next();
      home = loop;
      show();
      loop.execute(this::fetch);
    } else if (changed) {
      loop.execute(this::hasten);
    }
  }

  private void show() {
    Tags tags = Tags.of("url", address.toString());
    String help = "Lookups of a provider's keys";
    meters.counter(
        "sluice.jwks.refreshes", help, tags.and("outcome", "ok"), successes, LongAdder::sum);
    meters.counter(
        "sluice.jwks.refreshes", help, tags.and("outcome", "failed"), failures, LongAdder::sum);
    meters.gauge(
        "sluice.jwks.age.seconds",
        "Time since a provider's keys were looked up; -1 = they never were",
        tags,
        this,
        keys -> keys.current == null ? -1 : (keys.ticker.nanos() - keys.fetchedAt) / 1e9);
    meters.gauge(
        "sluice.jwks.keys", "Keys of a provider that can be used", tags, this, PublishedKeys::size);
  }

  private double size() {
    KeySet keys = current;
    return keys == null ? 0 : keys.size();
  }

  @Override
  public void close() {
    meters.close();
    EventExecutor loop = home;
    if (loop != null) {
      try {
        loop.execute(this::end);
      } catch (RejectedExecutionException ended) {
        LOG.debug("jwks {}: the gateway has ended", address);
      }
    }
  }

  // ---- the home loop

  /** They may have to be looked up sooner than it was planned. */
  private void hasten() {
    if (!fetching && !closed) {
      schedule(startedAt + refresh - ticker.nanos(), true);
    }
  }

  @SuppressWarnings("ReferenceEquality") // a set that is replaced is another one
  private void ask(Asking asking, @Nullable KeySet seen) {
    if (current != seen) { // in the meantime they have been looked up for somebody else
      waiting.decrementAndGet();
      tell(asking);
      return;
    }
    askings.add(asking);
    if (closed) {
      tell();
    } else if (!fetching) {
      schedule(startedAt + gap - ticker.nanos(), true);
    }
  }

  /**
   * @param sooner only if it would be later otherwise
   */
  private void schedule(long delay, boolean sooner) {
    ScheduledFuture<?> planned = next;
    EventExecutor loop = home;
    if (loop == null
        || (sooner && planned != null && planned.getDelay(TimeUnit.NANOSECONDS) <= delay)) {
      return;
    }
    if (planned != null) {
      planned.cancel(false);
    }
    if (delay <= 0) {
      fetch();
    } else {
      next = loop.schedule(this::fetch, delay, TimeUnit.NANOSECONDS);
    }
  }

  private void fetch() {
    EventExecutor loop = home;
    if (loop == null || fetching || closed) {
      return;
    }
    next = null;
    fetching = true;
    startedAt = ticker.nanos();
    client
        .get(address.uri(), "application/jwk-set+json, application/json")
        .thenApply(JwkSet::parse)
        .whenComplete((set, failure) -> loop.execute(() -> fetched(set, failure)));
  }

  private void fetched(@Nullable JwkSet set, @Nullable Throwable failure) {
    fetching = false;
    if (closed) {
      return;
    }
    if (set == null) {
      failed(failure);
    } else {
      replace(set);
    }
    tell();
  }

  private void replace(JwkSet set) {
    KeySet before = current;
    fetchedAt = ticker.nanos();
    stale = false; // before the keys are seen
    if (!set.keys().equals(before)) { // what was verified with the same set stays so
      current = set.keys();
      LOG.info("jwks {}: {} keys", address, set.keys().size());
      if (!set.problems().isEmpty() || set.keys().size() == 0) {
        LOG.warn("jwks {}: keys that cannot be used: {}", address, set.problems());
      }
    }
    if (outage.ended()) {
      LOG.info("jwks {}: answers again", address);
    }
    successes.increment();
    schedule(jittered(refresh), false);
  }

  /** So that gateways that began together do not all ask together. */
  private long jittered(long nanos) {
    return nanos - (long) (nanos * 0.1 * ThreadLocalRandom.current().nextDouble());
  }

  private void failed(@Nullable Throwable failure) {
    stale = true;
    failures.increment();
    if (outage.failed(ticker.nanos())) {
      LOG.warn(
          "jwks {}: {}; {} (check that the URL is right and that the gateway reaches it)",
          address,
          ProviderClient.words(failure),
          current == null
              ? "no token can be verified until it answers"
              : "the keys of before stay in use");
    }
    schedule(Math.min(outage.retryNanos(), refresh), false);
  }

  private void tell() {
    KeySet keys = current;
    for (Asking asking = askings.poll(); asking != null; asking = askings.poll()) {
      waiting.decrementAndGet();
      if (keys != null && !stale && !(asking.unknown instanceof String id && keys.has(id))) {
        absent.put(asking.unknown, true);
      }
      tell(asking);
    }
  }

  private void tell(Asking asking) {
    try {
      asking.told.run();
    } catch (RuntimeException e) { // the others are told all the same
      LOG.warn("jwks {}: {}", address, e.toString());
    }
  }

  private void end() {
    closed = true;
    if (next != null) {
      next.cancel(false);
    }
    tell();
  }
}
