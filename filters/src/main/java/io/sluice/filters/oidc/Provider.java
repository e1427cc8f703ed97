package io.sluice.filters.oidc;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import io.sluice.filters.jwt.KeyAddress;
import io.sluice.filters.jwt.Keys;
import io.sluice.filters.jwt.Outage;
import io.sluice.filters.jwt.ProviderClient;
import io.sluice.filters.jwt.PublishedKeys;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.Kept;
import io.sluice.gateway.api.Network;
import io.sluice.gateway.api.Ticker;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An OpenID provider, for all filters of a gateway that name it: its discovery document, looked up
 * when a config that names it begins to run and from time to time, and its keys. What it last said
 * stays while it does not answer.
 *
 * <p>It lives on one of the gateway's event loops, where nothing waits; the provider is asked
 * elsewhere. {@link #known} is one volatile reference, written by that loop.
 */
final class Provider implements Kept {
  private static final Logger LOG = LoggerFactory.getLogger(Provider.class);
  private static final long REFRESH = TimeUnit.HOURS.toNanos(1);
  private static final Duration KEYS_REFRESH = Duration.ofMinutes(10);
  private static final int MOST_DOUBLED = 4; // 16 s between tries while the provider fails
  private static final String WELL_KNOWN = "/.well-known/openid-configuration";

  private final String issuer;
  private final URI address;
  private final ProviderClient client;
  private final Ticker ticker;
  private final Supplier<Network> network;
  private final MeterRegistry registry;
  private final SecureRandom random = seeded();

  private volatile @Nullable Known known; // written by the home loop
  private volatile @Nullable EventExecutor home; // written once, by the control thread

  // the home loop's
  private boolean closed;
  private final Outage outage = new Outage(MOST_DOUBLED);
  private @Nullable ScheduledFuture<?> next;

  /** What it has said. */
  record Known(Discovery discovery, PublishedKeys published) {
    Keys keys() {
      return published;
    }
  }

  private record Identity(String issuer) {}

  private Provider(
      String issuer,
      ProviderClient client,
      Ticker ticker,
      Supplier<Network> network,
      MeterRegistry registry) {
    this.issuer = issuer;
    this.address =
        URI.create(
            (issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer)
                + WELL_KNOWN);
    this.client = client;
    this.ticker = ticker;
    this.network = network;
    this.registry = registry;
  }

  /** For a factory: the provider of this issuer. */
  static Provider of(FilterContext context, String issuer) {
    ProviderClient client = ProviderClient.of(context);
    return context.keep(
        new Identity(issuer),
        () -> new Provider(issuer, client, context.ticker(), context::network, context.meters()));
  }

  /** Once seeded it reads no file, which event loops must not wait for. */
  private static SecureRandom seeded() {
    try {
      SecureRandom seeded = SecureRandom.getInstance("DRBG");
      seeded.nextBytes(new byte[1]);
      return seeded;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }

  // ---- any thread

  /** What it has said; null = nothing yet. */
  @Nullable Known known() {
    return known;
  }

  String issuer() {
    return issuer;
  }

  SecureRandom random() {
    return random;
  }

  // ---- the control thread

  @Override
  public void adopted() {
    if (home == null) {
      EventExecutor loop = network.get().loops().next();
      home = loop;
      loop.execute(this::fetch);
    }
  }

  @Override
  public void close() {
    EventExecutor loop = home;
    if (loop != null && !loop.isShuttingDown()) {
      loop.execute(this::end);
    }
  }

  // ---- the home loop

  private void fetch() {
    EventExecutor loop = home;
    if (loop == null || closed) {
      return;
    }
    next = null;
    Known before = known;
    client
        .get(address, "application/json")
        .thenApply(json -> read(json, before)) // on the client's thread: it registers meters
        .whenComplete((read, failure) -> loop.execute(() -> fetched(read, failure)));
  }

  private Known read(byte[] json, @Nullable Known before) {
    Discovery discovery = Discovery.parse(json, issuer);
    if (before != null && before.discovery().keys().equals(discovery.keys())) {
      return new Known(discovery, before.published());
    }
    PublishedKeys keys =
        PublishedKeys.at(discovery.keys(), KEYS_REFRESH, client, ticker, network, registry);
    keys.adopted();
    return new Known(discovery, keys);
  }

  @SuppressWarnings("ReferenceEquality") // other keys are another object
  private void fetched(@Nullable Known read, @Nullable Throwable failure) {
    Known before = known;
    if (closed) {
      if (read != null && (before == null || read.published() != before.published())) {
        read.published().close();
      }
      return;
    }
    if (read == null) {
      failed(failure);
      return;
    }
    known = read;
    if (outage.ended()) {
      LOG.info("oidc {}: answers again", KeyAddress.of(address.toString()));
    }
    if (before != null && read.published() != before.published()) {
      before.published().close();
    }
    schedule(REFRESH - (long) (REFRESH * 0.1 * ThreadLocalRandom.current().nextDouble()));
  }

  private void failed(@Nullable Throwable failure) {
    if (outage.failed(ticker.nanos())) {
      LOG.warn(
          "oidc {}: {}; {} (check that issuer is right and that the gateway reaches it)",
          KeyAddress.of(address.toString()),
          ProviderClient.words(failure),
          known == null ? "nobody can log in until it answers" : "what it said before stays");
    }
    schedule(outage.retryNanos());
  }

  private void schedule(long nanos) {
    EventExecutor loop = home;
    if (loop != null) {
      next = loop.schedule(this::fetch, nanos, TimeUnit.NANOSECONDS);
    }
  }

  private void end() {
    closed = true;
    ScheduledFuture<?> planned = next;
    if (planned != null) {
      planned.cancel(false);
    }
    Known last = known;
    if (last != null) {
      last.published().close();
    }
  }
}
