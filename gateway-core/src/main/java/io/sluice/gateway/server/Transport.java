package io.sluice.gateway.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.kqueue.KQueue;
import io.netty.channel.kqueue.KQueueIoHandler;
import io.netty.channel.kqueue.KQueueServerSocketChannel;
import io.netty.channel.kqueue.KQueueSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import io.sluice.gateway.config.ServerConfig;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How sockets are driven.
 *
 * @param name for the start-up line
 * @param sharesPort whether several sockets may listen on one port, so that each worker accepts by
 *     itself
 */
public record Transport(
    String name,
    IoHandlerFactory handlers,
    ChannelFactory<? extends ServerChannel> servers,
    ChannelFactory<? extends Channel> clients,
    boolean sharesPort) {

  /**
   * The transport that the config names; {@code auto} takes epoll or kqueue where they load, else
   * NIO. What they cost beside each other is in docs/transports.md.
   *
   * @throws IllegalArgumentException when the one named does not work on this machine, saying why
   */
  public static Transport of(ServerConfig.Transport wanted) {
    return switch (wanted) {
      case AUTO -> Epoll.isAvailable() ? epoll() : KQueue.isAvailable() ? kqueue() : nio();
      case EPOLL -> checked("epoll", Epoll.unavailabilityCause(), Transport::epoll);
      case IO_URING -> checked("io_uring", IoUring.unavailabilityCause(), Transport::ioUring);
      case KQUEUE -> checked("kqueue", KQueue.unavailabilityCause(), Transport::kqueue);
      case NIO -> nio();
    };
  }

  private static Transport checked(
      String name, @Nullable Throwable cause, Supplier<Transport> transport) {
    if (cause != null) {
      throw new IllegalArgumentException(
          "server.transport: " + name + " (expected: one that works here; " + cause + ")");
    }
    return transport.get(); // not before: making it loads its library
  }

  private static Transport epoll() {
    return new Transport(
        "epoll",
        EpollIoHandler.newFactory(),
        EpollServerSocketChannel::new,
        EpollSocketChannel::new,
        true);
  }

  private static Transport ioUring() {
    return new Transport(
        "io_uring",
        IoUringIoHandler.newFactory(),
        IoUringServerSocketChannel::new,
        IoUringSocketChannel::new,
        true);
  }

  private static Transport kqueue() {
    return new Transport(
        "kqueue",
        KQueueIoHandler.newFactory(),
        KQueueServerSocketChannel::new,
        KQueueSocketChannel::new,
        false);
  }

  private static Transport nio() {
    return new Transport(
        "nio",
        NioIoHandler.newFactory(),
        NioServerSocketChannel::new,
        NioSocketChannel::new,
        false);
  }
}
