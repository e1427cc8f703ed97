package io.sluice.gateway.upstream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.sluice.gateway.api.Ticker;
import io.sluice.gateway.client.PendingLimit;
import io.sluice.gateway.client.PoolSettings;
import io.sluice.gateway.config.TargetConfig;
import io.sluice.gateway.config.UpstreamConfig;
import io.sluice.gateway.event.Worker;
import io.sluice.gateway.observe.UpstreamMetrics;
import io.sluice.loadbalancer.Address;
import io.sluice.loadbalancer.BalancerSettings;
import io.sluice.loadbalancer.LoadBalancer;
import io.sluice.loadbalancer.LoadBalancerFactory;
import io.sluice.loadbalancer.Selection;
import io.sluice.loadbalancer.Target;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One upstream as one snapshot sees it. What has state lives in parts that a later snapshot's
 * upstream of the same id takes over: endpoints with their pools and counters, requests in flight,
 * the retry budget. Immutable but for those parts, and making one changes nothing in them: that
 * waits for {@link #adopt}.
 */
public final class Upstream {
  private final String id;
  private final int maxRequests;
  private final List<PooledEndpoint> endpoints;
  private final List<Target> targets; // what this config says of each endpoint, in their order
  private final LoadBalancer<PooledEndpoint> balancer;
  private final UpstreamMetrics metrics;
  private final Ticker ticker;
  private final int maxConnections;
  private final int maxPending;
  private final PendingLimit pending;
  private final AtomicInteger inFlight; // by all workers
  private final RetryBudget retryBudget;

  private Upstream(
      UpstreamConfig config,
      List<PooledEndpoint> endpoints,
      List<Target> targets,
      LoadBalancer<PooledEndpoint> balancer,
      UpstreamMetrics metrics,
      Ticker ticker,
      PendingLimit pending,
      @Nullable Upstream previous) {
    this.id = config.id();
    this.maxRequests = config.limits().maxRequests();
    this.endpoints = endpoints;
    this.targets = targets;
    this.balancer = balancer;
    this.metrics = metrics;
    this.ticker = ticker;
    this.maxConnections = config.connectionPool().maxConnections();
    this.maxPending = config.limits().maxPending();
    this.pending = pending;
    this.inFlight = previous == null ? new AtomicInteger() : previous.inFlight;
    this.retryBudget = previous == null ? new RetryBudget() : previous.retryBudget;
  }

  /**
   * Makes the upstream of a new snapshot. Control thread: it looks names up.
   *
   * @param previous of the same id, whose endpoints are kept where address and pool settings are
   *     the same; it stays as it is
   * @throws UnknownTargetException naming each target without an address
   */
  public static Upstream create(
      UpstreamConfig config,
      LoadBalancerFactory policy,
      List<Worker> workers,
      ChannelFactory<? extends Channel> channels,
      UpstreamMetrics metrics,
      Ticker ticker,
      @Nullable Upstream previous) {
    PoolSettings settings = settings(config);
    PendingLimit pending =
        previous == null ? new PendingLimit(config.limits().maxPending()) : previous.pending;
    int maxConnections = config.connectionPool().maxConnections();
    List<Target> targets = config.targets().stream().map(Upstream::target).toList();
    List<InetSocketAddress> addresses = resolved(targets);
    List<PooledEndpoint> endpoints = new ArrayList<>();
    for (int i = 0; i < targets.size(); i++) {
      Target target = targets.get(i);
      InetSocketAddress address = addresses.get(i);
      PooledEndpoint kept = previous == null ? null : previous.find(target, address, settings);
      endpoints.add(
          kept == null
              ? new PooledEndpoint(
                  target, address, workers, channels, settings, maxConnections, pending, metrics)
              : kept);
    }
    return new Upstream(
        config,
        List.copyOf(endpoints),
        targets,
        policy.create(
            endpoints, targets, new BalancerSettings(config.loadBalancer().hashBalanceFactor())),
        metrics,
        ticker,
        pending,
        previous);
  }

  private static Target target(TargetConfig config) {
    return new Target(config.address(), config.weight(), config.zone(), config.labels());
  }

  private static List<InetSocketAddress> resolved(List<Target> targets) {
    List<InetSocketAddress> addresses = new ArrayList<>();
    SortedMap<Integer, String> unknown = new TreeMap<>();
    for (int i = 0; i < targets.size(); i++) {
      Address address = targets.get(i).address();
      try {
        addresses.add(new InetSocketAddress(lookUp(address.host()), address.port()));
      } catch (IllegalArgumentException e) {
        unknown.put(i, String.valueOf(e.getMessage()));
      }
    }
    if (!unknown.isEmpty()) {
      throw new UnknownTargetException(unknown);
    }
    return addresses;
  }

  /**
   * The address of a target's host. Blocks.
   *
   * @throws IllegalArgumentException when it has none
   */
  public static InetAddress lookUp(String host) {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(
          host + " (expected: an address, or a name that resolves)", e);
    }
  }

  private static PoolSettings settings(UpstreamConfig config) {
    return new PoolSettings(
        nanos(config.connectionPool().idleTimeout()),
        nanos(config.connectionPool().maxLifetime()),
        (int) Math.min(config.timeouts().connect().toMillis(), Integer.MAX_VALUE));
  }

  private static long nanos(Duration duration) {
    return duration.toNanos();
  }

  private @Nullable PooledEndpoint find(
      Target target, InetSocketAddress address, PoolSettings settings) {
    for (PooledEndpoint endpoint : endpoints) {
      if (endpoint.target().address().equals(target.address())
          && endpoint.fits(address, settings)) {
        return endpoint;
      }
    }
    return null;
  }

  /**
   * Its config runs from now on: the endpoints are what it says of them, its caps hold for what it
   * has taken over, and its endpoints' health is what the metrics show. Control thread, before an
   * exchange uses it.
   */
  public void adopt() {
    pending.most(maxPending);
    for (int i = 0; i < endpoints.size(); i++) {
      endpoints.get(i).target(targets.get(i));
      endpoints.get(i).maxConnections(maxConnections);
    }
    metrics.endpoints(this::health);
  }

  public String id() {
    return id;
  }

  /** In the order of the config; some may be shared with earlier and later snapshots. */
  public List<PooledEndpoint> endpoints() {
    return endpoints;
  }

  public RetryBudget retryBudget() {
    return retryBudget;
  }

  /** Whether each endpoint would be chosen now, by address. Any thread. */
  public Map<String, Boolean> health() {
    Map<String, Boolean> health = new LinkedHashMap<>();
    long now = ticker.nanos();
    for (PooledEndpoint endpoint : endpoints) {
      health.put(endpoint.name(), endpoint.available(now));
    }
    return health;
  }

  /**
   * Counts an exchange in; false when the upstream is full. Each success is paired with {@link
   * #leave}.
   */
  public boolean admit() {
    int now = inFlight.incrementAndGet();
    if (maxRequests > 0 && now > maxRequests) {
      inFlight.decrementAndGet();
      return false;
    }
    return true;
  }

  /** Counts an exchange out. */
  public void leave() {
    inFlight.decrementAndGet();
  }

  /** The endpoint for this exchange, or null when there is none. */
  public @Nullable PooledEndpoint select(Selection selection) {
    return balancer.select(selection);
  }
}
