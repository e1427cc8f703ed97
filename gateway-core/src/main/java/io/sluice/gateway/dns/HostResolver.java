package io.sluice.gateway.dns;

import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * Looks up the names that connections are opened to, on whatever loop they are opened: IP addresses
 * as they are, then the hosts file, then DNS through {@link HostCache}. Nothing blocks and nothing
 * is locked. Connections to a name with several addresses take them in turn.
 */
public final class HostResolver extends AddressResolverGroup<InetSocketAddress> {
  private final HostCache cache;
  private final AutoCloseable source;

  HostResolver(HostCache cache, AutoCloseable source) {
    this.cache = cache;
    this.source = source;
  }

  /**
   * One for this machine: its hosts file and its resolv.conf as they are now. Reads files, so never
   * on an event loop.
   *
   * @param loop does the asking for all others
   */
  public static HostResolver ofSystem(
      EventLoop loop,
      ChannelFactory<? extends DatagramChannel> datagrams,
      ChannelFactory<? extends SocketChannel> streams) {
    return of(loop, new NettyDnsResolver(loop, datagrams, streams, DnsSettings.ofSystem()));
  }

  /**
   * One that asks elsewhere; reads the hosts file.
   *
   * @param dns is closed with it
   */
  public static HostResolver of(EventLoop loop, NettyDnsResolver dns) {
    return new HostResolver(new HostCache(loop, dns, HostsFile.read(), System::nanoTime), dns);
  }

  /** Without a lock: making one costs less than finding it in a map that all loops share. */
  @Override
  public AddressResolver<InetSocketAddress> getResolver(EventExecutor executor) {
    return newResolver(executor);
  }

  @Override
  protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
    return new Names(executor, cache).asAddressResolver();
  }

  /** Whoever waits for a name is told that there is none, and so is who comes later. Any thread. */
  @Override
  public void close() {
    cache.close();
    try {
      source.close();
    } catch (Exception e) {
      throw new IllegalStateException("closing the resolver", e);
    }
    super.close();
  }

  /** What Netty asks on one loop. */
  private static final class Names extends InetNameResolver {
    private final HostCache cache;

    Names(EventExecutor executor, HostCache cache) {
      super(executor);
      this.cache = cache;
    }

    @Override
    protected void doResolve(String host, Promise<InetAddress> promise) {
      cache.resolve(host, promise);
    }

    @Override
    protected void doResolveAll(String host, Promise<List<InetAddress>> promise) {
      throw new UnsupportedOperationException("a connection has one address");
    }
  }
}
