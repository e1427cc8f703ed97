package io.sluice.gateway.discovery;

import io.sluice.gateway.api.Ticker;
import io.sluice.gateway.dns.DnsResolver;
import io.sluice.loadbalancer.Discovery;
import io.sluice.loadbalancer.Scheduler;
import io.sluice.loadbalancer.Target;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Targets from DNS: each address of a name, or each host and port of its SRV records. Follows the
 * records' TTL. The last list holds through any failure of DNS, and for half a minute when the name
 * is gone; {@link DnsWatch} has the rules.
 *
 * <p>SRV targets stay names: whoever connects looks those up.
 */
public final class DnsDiscovery implements Discovery {
  final DnsOptions options;
  final DnsResolver resolver;
  final Scheduler scheduler;
  final Ticker ticker;
  final RandomGenerator random;

  /**
   * Asks nothing until someone subscribes.
   *
   * @param resolver stays the caller's to close, after the subscriptions
   * @param scheduler the same. It is used on the resolver's loop, so it must take no lock: {@link
   *     LoopScheduler}
   */
  public DnsDiscovery(
      DnsOptions options, DnsResolver resolver, Scheduler scheduler, Ticker ticker) {
    this(options, resolver, scheduler, ticker, new Random());
  }

  DnsDiscovery(
      DnsOptions options,
      DnsResolver resolver,
      Scheduler scheduler,
      Ticker ticker,
      RandomGenerator random) {
    this.options = options;
    this.resolver = resolver;
    this.scheduler = scheduler;
    this.ticker = ticker;
    this.random = random;
  }

  /**
   * {@inheritDoc}
   *
   * <p>Asks at once. The listener is called on the resolver's loop: let that be none that serves
   * exchanges where listeners do much.
   */
  @Override
  public Subscription subscribe(Consumer<? super List<Target>> listener) {
    DnsWatch watch = new DnsWatch(this, Objects.requireNonNull(listener, "listener"));
    watch.ask();
    return watch;
  }
}
