package io.sluice.gateway.discovery;

import io.sluice.gateway.api.DiscoveryContext;
import io.sluice.gateway.api.DiscoveryFactory;
import io.sluice.gateway.api.Ticker;
import io.sluice.gateway.config.ConsulConfig;
import io.sluice.gateway.config.ConsulDiscoveryConfig;
import io.sluice.gateway.config.DiscoveryConfig;
import io.sluice.gateway.config.DnsDiscoveryConfig;
import io.sluice.gateway.config.TargetConfig;
import io.sluice.gateway.config.UpstreamConfig;
import io.sluice.gateway.dns.DnsResolver;
import io.sluice.gateway.dns.RecordType;
import io.sluice.loadbalancer.Address;
import io.sluice.loadbalancer.Discovery;
import io.sluice.loadbalancer.Scheduler;
import io.sluice.loadbalancer.StaticDiscovery;
import io.sluice.loadbalancer.Target;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/** Makes the discoveries that configs name. Control thread; making one asks nothing yet. */
public final class Discoveries {
  private final ConsulAgents consul = new ConsulAgents();
  private final Function<? super List<Address>, ? extends DnsResolver> dns;
  private final Scheduler scheduler;
  private final Ticker ticker;

  /**
   * @param dns what asks these servers; none: the system's
   * @param scheduler runs what discoveries plan, all of it short
   */
  public Discoveries(
      Function<? super List<Address>, ? extends DnsResolver> dns,
      Scheduler scheduler,
      Ticker ticker) {
    this.dns = dns;
    this.scheduler = scheduler;
    this.ticker = ticker;
  }

  /** The parts of a config that say where an upstream's targets come from. */
  private record Source(Object targets, Object shared) {}

  /** Equal for configs that mean the same targets. */
  public Object source(UpstreamConfig upstream, ConsulConfig agent) {
    DiscoveryConfig discovery = upstream.discovery();
    if (discovery == null) {
      return upstream.targets();
    }
    boolean ofConsul = discovery.options() instanceof ConsulDiscoveryConfig;
    return new Source(discovery, ofConsul ? agent : "");
  }

  /**
   * The discovery of an upstream.
   *
   * @throws IllegalArgumentException when its options make no sense
   */
  public Discovery of(UpstreamConfig upstream, ConsulConfig agent) {
    DiscoveryConfig discovery = upstream.discovery();
    if (discovery == null) {
      return new StaticDiscovery(upstream.targets().stream().map(Discoveries::target).toList());
    }
    if (discovery.options() instanceof ConsulDiscoveryConfig service) {
      return consul.discovery(agent, service);
    }
    if (discovery.options() instanceof DnsDiscoveryConfig name) {
      return of(upstream.id(), name);
    }
    return made(Objects.requireNonNull(discovery.factory()), discovery.options(), upstream.id());
  }

  private Discovery of(String upstream, DnsDiscoveryConfig name) {
    RecordType record =
        switch (name.record()) {
          case A -> RecordType.A;
          case AAAA -> RecordType.AAAA;
          case SRV -> RecordType.SRV;
        };
    return new DnsDiscovery(
        new DnsOptions(upstream, name.name(), record, name.port(), name.refresh()),
        // Not before the first question: a config that is only checked opens nothing.
        (host, type, to) -> dns.apply(name.servers()).resolve(host, type, to),
        scheduler,
        ticker);
  }

  private <C extends Record> Discovery made(
      DiscoveryFactory<C> factory, Record options, String upstream) {
    return factory.create(
        factory.configType().cast(options),
        new DiscoveryContext() {
          @Override
          public String upstreamId() {
            return upstream;
          }

          @Override
          public Ticker ticker() {
            return ticker;
          }
        });
  }

  private static Target target(TargetConfig config) {
    return new Target(
        config.address(), config.weight(), config.priority(), config.zone(), config.labels());
  }
}
