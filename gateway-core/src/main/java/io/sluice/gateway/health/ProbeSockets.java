package io.sluice.gateway.health;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoop;
import io.netty.resolver.AddressResolverGroup;
import java.net.InetSocketAddress;
import java.util.function.Supplier;

/**
 * What checks open their connections with.
 *
 * @param loops whose loop the next check runs on; called by any thread
 * @param channels makes the sockets of these loops' transport
 * @param resolvers look up hosts that are names, without blocking; IP addresses do not go there.
 *     Owned by the caller
 * @param turns of all checks with these sockets
 */
public record ProbeSockets(
    Supplier<? extends EventLoop> loops,
    ChannelFactory<? extends Channel> channels,
    AddressResolverGroup<InetSocketAddress> resolvers,
    ProbeTurns turns) {
  private static final int MOST_AT_ONCE = 512;

  /** With 512 checks at a time. */
  public ProbeSockets(
      Supplier<? extends EventLoop> loops,
      ChannelFactory<? extends Channel> channels,
      AddressResolverGroup<InetSocketAddress> resolvers) {
    this(loops, channels, resolvers, new ProbeTurns(MOST_AT_ONCE));
  }
}
