package io.sluice.gateway.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.EventLoop;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.sluice.gateway.dns.DnsSettings;
import io.sluice.gateway.dns.HostResolver;
import io.sluice.gateway.dns.NettyDnsResolver;
import io.sluice.gateway.event.Worker;
import io.sluice.gateway.event.Workers;
import io.sluice.gateway.observe.Metrics;
import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.StubDns;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections to endpoints that have a name for an address. */
class EndpointsByNameTest {
  private final StubDns dns = StubDns.start();
  private final Workers workers = new Workers(2, NioIoHandler.newFactory(), System::nanoTime);
  private final Metrics metrics = new Metrics(2, System::nanoTime);
  private HostResolver names;
  private ServerSocket origin;

  @BeforeEach
  void begin() throws IOException {
    new NioSocketChannel().unsafe().closeForcibly(); // the first one reads files
    names =
        HostResolver.of(
            workers.all().get(0).loop(),
            new NettyDnsResolver(
                workers.all().get(0).loop(),
                NioDatagramChannel::new,
                NioSocketChannel::new,
                DnsSettings.of(List.of(dns.address()))));
    origin = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    origin.setSoTimeout(5_000);
  }

  @AfterEach
  void end() throws IOException {
    names.close();
    workers.shutdown();
    metrics.close();
    dns.close();
    origin.close();
  }

  /** Opens a connection on the second worker; the names are looked up on the first. */
  private Asker connect(String host) {
    Worker worker = workers.all().get(1);
    ConnectionBudget budget = new ConnectionBudget(10);
    ConnectionPool pool =
        new ConnectionPool(
            worker,
            NioSocketChannel::new,
            names,
            InetSocketAddress.createUnresolved(host, origin.getLocalPort()),
            new PoolSettings(0, 0, 5_000),
            budget,
            new PendingLimit(0),
            metrics.upstream("origin"));
    budget.join(pool);
    Asker asker = new Asker();
    worker.loop().execute(() -> pool.acquire(asker));
    Await.until("it is told", () -> asker.told.get() > 0);
    return asker;
  }

  @Test
  void aNameOfTheHostsFileIsFound() {
    assertThat(connect("localhost").served()).isTrue();
  }

  @Test
  void theSystemsOwnSettingsAreReadBeforeAnyLoopNeedsThem() throws Exception {
    EventLoop loop = workers.all().get(1).loop();
    try (HostResolver system =
        HostResolver.ofSystem(loop, NioDatagramChannel::new, NioSocketChannel::new)) {
      InetSocketAddress found =
          system
              .getResolver(loop)
              .resolve(InetSocketAddress.createUnresolved("localhost", 80))
              .get(5, TimeUnit.SECONDS);
      assertThat(found.getAddress().isLoopbackAddress()).isTrue();
    }
  }

  @Test
  void anAddressThatWasNotResolvedNeedsNoDns() {
    assertThat(connect("127.0.0.1").served()).isTrue();
    assertThat(dns.questions()).isEmpty();
  }

  @Test
  void aNameThatDoesNotExistIsNoConnection() {
    assertThat(connect("nobody.test").error).isSameAs(ClientErrors.CONNECT_FAILED);
  }

  @Test
  void aServerThatFailsIsNoConnection() {
    dns.trouble("users.test", StubDns.Trouble.SERVFAIL);
    assertThat(connect("users.test").error).isSameAs(ClientErrors.CONNECT_FAILED);
  }

  @Test
  void aNewConnectionGoesWhereTheNamePointsAfterItsTtl() throws Exception {
    try (ServerSocket second = onSamePort("127.0.0.2")) {
      assumeTrue(second != null, "this machine has no 127.0.0.2");
      dns.set("users.test", StubDns.address("127.0.0.1", 1));
      assertThat(connect("users.test").served()).isTrue();
      origin.accept().close();

      dns.set("users.test", StubDns.address("127.0.0.2", 1));
      TimeUnit.MILLISECONDS.sleep(1_050);
      assertThat(connect("users.test").served()).isTrue();
      try (Socket accepted = second.accept()) {
        assertThat(accepted.getLocalAddress().getHostAddress()).isEqualTo("127.0.0.2");
      }
    }
  }

  private ServerSocket onSamePort(String host) {
    try {
      ServerSocket second =
          new ServerSocket(origin.getLocalPort(), 10, InetAddress.getByName(host));
      second.setSoTimeout(5_000);
      return second;
    } catch (IOException e) {
      return null;
    }
  }
}
