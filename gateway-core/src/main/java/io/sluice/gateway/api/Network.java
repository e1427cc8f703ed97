package io.sluice.gateway.api;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoopGroup;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Supplier;

/**
 * The gateway's event loops and the sockets that fit them, for clients of other services that are
 * to run there: nothing may block on them.
 *
 * @param loops never to be shut down by whoever borrows them
 * @param channels makes TCP client channels
 * @param bound what {@link #listeners} answers; called by any thread
 */
public record Network(
    EventLoopGroup loops,
    ChannelFactory<? extends Channel> channels,
    Supplier<List<InetSocketAddress>> bound) {

  /** Of a gateway to which nobody connects. */
  public Network(EventLoopGroup loops, ChannelFactory<? extends Channel> channels) {
    this(loops, channels, List::of);
  }

  /**
   * Where the gateway accepts connections now, in the order of the config and with the ports that
   * the system chose. Empty while it starts and once it drains; a reload may change it. Any thread.
   */
  public List<InetSocketAddress> listeners() {
    return bound.get();
  }
}
