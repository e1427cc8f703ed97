package io.sluice.gateway.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.sluice.gateway.dns.NettyDnsResolver;
import io.sluice.loadbalancer.Address;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One resolver for each list of servers. */
class DnsServersTest {
  private static final List<Address> ONE = List.of(new Address("127.0.0.1", 5353));
  private static final List<Address> TWO = List.of(new Address("127.0.0.2", 5353));

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final DnsServers servers =
      new DnsServers(group.next(), NioDatagramChannel::new, NioSocketChannel::new);

  @AfterEach
  void close() {
    servers.close();
    group.shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  @Test
  void equalListsShareAResolver() {
    NettyDnsResolver one = servers.resolver(ONE);
    assertThat(servers.resolver(List.copyOf(ONE))).isSameAs(one);
    assertThat(servers.resolver(TWO)).isNotSameAs(one);
  }

  /**
   * Discoveries ask for it before each question, on an event loop, while a reload may open others.
   */
  @Test
  void whatIsOpenIsFoundWhileAnotherIsOpened() throws Exception {
    NettyDnsResolver one = servers.resolver(ONE);
    synchronized (servers) {
      assertThat(
              CompletableFuture.supplyAsync(() -> servers.resolver(ONE)).get(5, TimeUnit.SECONDS))
          .isSameAs(one);
    }
  }
}
