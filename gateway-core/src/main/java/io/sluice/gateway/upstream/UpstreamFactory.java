package io.sluice.gateway.upstream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.resolver.AddressResolverGroup;
import io.sluice.gateway.api.Ticker;
import io.sluice.gateway.client.PendingLimit;
import io.sluice.gateway.client.PoolSettings;
import io.sluice.gateway.config.ConsulConfig;
import io.sluice.gateway.config.HealthCheckConfig;
import io.sluice.gateway.config.LoadBalancerConfig;
import io.sluice.gateway.config.OutlierDetectionConfig;
import io.sluice.gateway.config.UpstreamConfig;
import io.sluice.gateway.discovery.Discoveries;
import io.sluice.gateway.event.Worker;
import io.sluice.gateway.health.Probers;
import io.sluice.gateway.observe.Metrics;
import io.sluice.gateway.observe.UpstreamMetrics;
import io.sluice.loadbalancer.BalancerSettings;
import io.sluice.loadbalancer.Scheduler;
import io.sluice.loadbalancer.group.CheckSettings;
import io.sluice.loadbalancer.group.EndpointGroup;
import io.sluice.loadbalancer.group.GroupSettings;
import io.sluice.loadbalancer.group.OutlierSettings;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Makes upstreams and plans for them, of what one gateway has one of. Control thread. */
public final class UpstreamFactory {
  private final List<Worker> workers;
  private final ChannelFactory<? extends Channel> channels;
  private final AddressResolverGroup<InetSocketAddress> resolver;
  private final Discoveries discoveries;
  private final Probers probers;
  private final Scheduler scheduler;
  private final Metrics metrics;
  private final Ticker ticker;
  private final String zone;

  /**
   * @param scheduler runs what upstreams plan, and what event loops leave to others
   * @param zone where the gateway runs; empty when not known
   */
  public UpstreamFactory(
      List<Worker> workers,
      ChannelFactory<? extends Channel> channels,
      AddressResolverGroup<InetSocketAddress> resolver,
      Discoveries discoveries,
      Probers probers,
      Scheduler scheduler,
      Metrics metrics,
      Ticker ticker,
      String zone) {
    this.workers = workers;
    this.channels = channels;
    this.resolver = resolver;
    this.discoveries = discoveries;
    this.probers = probers;
    this.scheduler = scheduler;
    this.metrics = metrics;
    this.ticker = ticker;
    this.zone = zone;
  }

  /**
   * Makes the plan of a new config; nothing that runs is changed.
   *
   * @param previous of the same id, whose upstream and feed it takes over
   * @throws IllegalArgumentException when the config makes no sense here
   */
  public UpstreamPlan plan(
      UpstreamConfig config, ConsulConfig consul, @Nullable UpstreamPlan previous) {
    GroupSettings<PooledEndpoint> settings = settings(config);
    Object source = discoveries.source(config, consul);
    TargetFeed feed =
        previous != null && previous.feed().isOf(source)
            ? previous.feed()
            : new TargetFeed(config.id(), source, discoveries.of(config, consul), ticker);
    return new UpstreamPlan(
        previous == null ? upstream(config, settings) : previous.upstream(),
        feed,
        settings,
        pools(config),
        config.limits().maxRequests(),
        config.connectionPool().maxConnections(),
        config.limits().maxPending(),
        HashSource.of(config.loadBalancer().hashOn()));
  }

  private Upstream upstream(UpstreamConfig config, GroupSettings<PooledEndpoint> settings) {
    UpstreamMetrics held = metrics.upstream(config.id());
    PendingLimit pending = new PendingLimit(config.limits().maxPending());
    PooledEndpoints endpoints =
        new PooledEndpoints(
            workers,
            channels,
            resolver,
            pools(config),
            config.connectionPool().maxConnections(),
            pending,
            held);
    EndpointGroup<PooledEndpoint> group =
        new EndpointGroup<>(
            config.id(), settings, endpoints, scheduler, ticker::nanos, new Random());
    return new Upstream(config.id(), group, endpoints, pending, held, scheduler);
  }

  private GroupSettings<PooledEndpoint> settings(UpstreamConfig config) {
    LoadBalancerConfig balancing = config.loadBalancer();
    return new GroupSettings<>(
        balancing.policy().factory(),
        new BalancerSettings(balancing.hashBalanceFactor()),
        balancing.slowStart().toNanos(),
        balancing.panicThreshold(),
        balancing.zonePreference() ? zone : "",
        checks(config.healthCheck()),
        outliers(config.outlierDetection()));
  }

  private @Nullable CheckSettings<PooledEndpoint> checks(@Nullable HealthCheckConfig config) {
    return config == null
        ? null
        : new CheckSettings<>(
            probers.of(config),
            config.interval().toNanos(),
            config.healthyThreshold(),
            config.unhealthyThreshold());
  }

  private static @Nullable OutlierSettings outliers(@Nullable OutlierDetectionConfig config) {
    return config == null
        ? null
        : new OutlierSettings(
            config.consecutive5xx(),
            config.consecutiveConnectFailures(),
            config.interval().toNanos(),
            config.baseEjectionTime().toNanos(),
            config.maxEjectionTime().toNanos(),
            config.maxEjectionPercent(),
            config.successRateStdevFactor(),
            config.successRateMinimumHosts(),
            config.successRateRequestVolume());
  }

  private static PoolSettings pools(UpstreamConfig config) {
    return new PoolSettings(
        config.connectionPool().idleTimeout().toNanos(),
        config.connectionPool().maxLifetime().toNanos(),
        (int) Math.min(config.timeouts().connect().toMillis(), Integer.MAX_VALUE));
  }
}
