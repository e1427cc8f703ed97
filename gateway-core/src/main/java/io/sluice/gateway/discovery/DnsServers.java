package io.sluice.gateway.discovery;

import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.sluice.gateway.dns.DnsSettings;
import io.sluice.gateway.dns.NettyDnsResolver;
import io.sluice.loadbalancer.Address;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The DNS servers that discoveries ask: the system's, and those that configs name, each with one
 * resolver. Any thread but an event loop.
 */
public final class DnsServers implements AutoCloseable {
  private final EventLoop loop;
  private final ChannelFactory<? extends DatagramChannel> datagrams;
  private final ChannelFactory<? extends SocketChannel> streams;
  private final Map<List<Address>, NettyDnsResolver> resolvers = new HashMap<>(); // by this

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
   * What asks these servers.
   *
   * @param servers IP addresses; empty: the system's
   */
  public synchronized NettyDnsResolver resolver(List<Address> servers) {
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
