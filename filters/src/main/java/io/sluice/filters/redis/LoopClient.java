package io.sluice.filters.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ConnectionBuilder;
import io.lettuce.core.ConnectionEvents;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.resource.ClientResources;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.resolver.NoopAddressResolverGroup;
import java.net.SocketAddress;
import reactor.core.publisher.Mono;

/**
 * Lettuce on a loop and with sockets of the gateway's choice. By itself it takes epoll wherever
 * that loads, whose sockets do not fit the loops of another transport.
 */
final class LoopClient extends RedisClient {
  private final EventLoop loop;
  private final ChannelFactory<? extends Channel> sockets;

  LoopClient(
      ClientResources resources,
      RedisURI uri,
      EventLoop loop,
      ChannelFactory<? extends Channel> sockets) {
    super(resources, uri);
    this.loop = loop;
    this.sockets = sockets;
  }

  @Override
  public void setOptions(ClientOptions options) {
    super.setOptions(options);
  }

  /** All that Lettuce's own does, but for the choice of loop and sockets. */
  @Override
  protected void connectionBuilder(
      Mono<SocketAddress> address,
      ConnectionBuilder builder,
      ConnectionEvents events,
      RedisURI uri) {
    int millis = Math.toIntExact(getOptions().getSocketOptions().getConnectTimeout().toMillis());
    builder.bootstrap(
        new Bootstrap()
            .group(loop)
            .channelFactory(sockets)
            // the address is looked up before
            .resolver(NoopAddressResolverGroup.INSTANCE)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, millis)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.SO_KEEPALIVE, true));
    builder.apply(uri);
    builder.channelGroup(channels).connectionEvents(events).socketAddressSupplier(address);
  }
}
