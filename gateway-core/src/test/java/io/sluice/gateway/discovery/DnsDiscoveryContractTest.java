package io.sluice.gateway.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.sluice.gateway.dns.DnsSettings;
import io.sluice.gateway.dns.NettyDnsResolver;
import io.sluice.gateway.dns.RecordType;
import io.sluice.gateway.event.Workers;
import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.StubDns;
import io.sluice.loadbalancer.Discovery;
import io.sluice.loadbalancer.DiscoveryContract;
import io.sluice.loadbalancer.Scheduler;
import io.sluice.loadbalancer.SourceStatus;
import io.sluice.loadbalancer.Target;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every discovery promises, and following a TTL, with a real server on a socket. */
class DnsDiscoveryContractTest extends DiscoveryContract {
  private static final String NAME = "_http._tcp.users.test";

  private final StubDns dns = StubDns.start();
  private final Workers workers = new Workers(1, NioIoHandler.newFactory(), System::nanoTime);
  private final NettyDnsResolver resolver =
      new NettyDnsResolver(
          workers.all().get(0).loop(),
          NioDatagramChannel::new,
          NioSocketChannel::new,
          DnsSettings.of(List.of(dns.address())));
  private final Scheduler scheduler = new LoopScheduler(workers.all().get(0).loop());

  @Override
  protected Discovery discovering(List<Target> targets) {
    if (targets.isEmpty()) {
      dns.set(NAME, StubDns.service(0, 0, 0, ".", 60));
    } else {
      dns.set(
          NAME,
          targets.stream()
              .map(t -> StubDns.service(0, t.weight(), t.address().port(), t.address().host(), 60))
              .toArray(StubDns.Entry[]::new));
    }
    return discovery(NAME, RecordType.SRV, 0);
  }

  private Discovery discovery(String name, RecordType record, int port) {
    return new DnsDiscovery(
        new DnsOptions("users", name, record, port, Duration.ZERO),
        resolver,
        scheduler,
        System::nanoTime);
  }

  @AfterEach
  void end() {
    resolver.close();
    workers.shutdown();
    dns.close();
  }

  @Test
  void followsTheTtl() {
    List<String> told = new CopyOnWriteArrayList<>();
    dns.set("users.test", StubDns.address("10.0.0.1", 1));
    try (Discovery.Subscription watch =
        discovery("users.test", RecordType.A, 80)
            .subscribe(list -> told.add(list.get(0).address().toString()))) {
      Await.until("the first is told", () -> told.equals(List.of("10.0.0.1:80")));
      dns.set("users.test", StubDns.address("10.0.0.2", 1));
      Await.until("the second is told", () -> told.equals(List.of("10.0.0.1:80", "10.0.0.2:80")));
      assertThat(watch.status()).isEqualTo(SourceStatus.FRESH);
    }
  }

  @Test
  void staysSilentWhenTheLoopHasEnded() {
    List<List<Target>> told = new CopyOnWriteArrayList<>();
    Discovery discovery = discovering(SOME);
    workers.shutdown();
    try (Discovery.Subscription watch = discovery.subscribe(told::add)) {
      assertThat(watch.status().failures()).isEqualTo(1);
    }
    assertThat(told).isEmpty();
  }
}
