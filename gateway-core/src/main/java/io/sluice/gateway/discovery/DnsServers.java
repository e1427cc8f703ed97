package io.sluice.gateway.discovery;

import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.sluice.gateway.dns.DnsSettings;
import io.sluice.gateway.dns.NettyDnsResolver;
import io.sluice.loadbalancer.Address;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The DNS servers that discoveries ask: the system's, and those that configs name, each with one
 * resolver. Any thread; but none is opened on an event loop.
 */
public final class DnsServers implements AutoCloseable {
  private final EventLoop loop;
  private final ChannelFactory<? extends DatagramChannel> datagrams;
  private final ChannelFactory<? extends SocketChannel> streams;

  /** Written with the lock of this, read without. */
  private final Map<List<Address>, NettyDnsResolver> resolvers = new ConcurrentHashMap<>();

  /**
   * @param loop what resolvers run on
   * @param datagrams makes the sockets of the loop's transport
   * @param streams the same
   */
  public DnsServers(
      EventLoop loop,
      ChannelFactory<? extends DatagramChannel> datagrams,
      ChannelFactory<? extends SocketChannel> streams) {
    this.loop = loop;
    this.datagrams = datagrams;
    this.streams = streams;
  }

  /**
   * What asks these servers; waits for nothing when it is open already, as it is for each question
   * of a discovery but the first.
   *
   * @param servers IP addresses; empty: the system's
   */
  public NettyDnsResolver resolver(List<Address> servers) {
    NettyDnsResolver known = resolvers.get(servers);
    return known == null ? open(servers) : known;
  }

  private synchronized NettyDnsResolver open(List<Address> servers) {
    return resolvers.computeIfAbsent(
        servers, list -> new NettyDnsResolver(loop, datagrams, streams, settings(list)));
  }

  private static DnsSettings settings(List<Address> servers) {
    return servers.isEmpty()
        ? DnsSettings.ofSystem()
        : DnsSettings.of(
            servers.stream().map(a -> new InetSocketAddress(a.host(), a.port())).toList());
  }

  @Override
  public synchronized void close() {
    resolvers.values().forEach(NettyDnsResolver::close);
    resolvers.clear();
  }
}
