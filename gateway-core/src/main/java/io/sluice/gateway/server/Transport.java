package io.sluice.gateway.server;

import io.netty.channel.ChannelFactory;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.kqueue.KQueue;
import io.netty.channel.kqueue.KQueueDatagramChannel;
import io.netty.channel.kqueue.KQueueIoHandler;
import io.netty.channel.kqueue.KQueueServerSocketChannel;
import io.netty.channel.kqueue.KQueueSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import io.sluice.gateway.config.ServerConfig;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
    ChannelFactory<? extends SocketChannel> clients,
    ChannelFactory<? extends DatagramChannel> datagrams,
    boolean sharesPort) {

  /**
   * The transport that the config names; {@code auto} takes epoll or kqueue where they load, else
   * NIO. What they cost beside each other is in docs/transports.md.
   *
   * @throws IllegalArgumentException as {@link #check} does
   */
  public static Transport of(ServerConfig.Transport wanted) {
    check(wanted); // first: making one loads its library
    return switch (wanted) {
      case AUTO -> Epoll.isAvailable() ? epoll() : KQueue.isAvailable() ? kqueue() : nio();
      case EPOLL -> epoll();
      case IO_URING -> ioUring();
      case KQUEUE -> kqueue();
      case NIO -> nio();
    };
  }

  /**
   * Refuses a transport that does not work on this machine.
   *
   * @throws IllegalArgumentException saying why, and which ones do
   */
  public static void check(ServerConfig.Transport wanted) {
    Throwable cause = unavailability(wanted);
    if (cause != null) {
      String here =
          Stream.of(ServerConfig.Transport.values())
              .filter(Transport::works)
              .map(Transport::word)
              .collect(Collectors.joining(", "));
      throw new IllegalArgumentException(
          word(wanted) + " (expected: " + here + "; it does not work here: " + why(cause) + ")");
    }
  }

  /** Whether {@link #check} has nothing to say. */
  public static boolean works(ServerConfig.Transport wanted) {
    return unavailability(wanted) == null;
  }

  private static @Nullable Throwable unavailability(ServerConfig.Transport transport) {
    return switch (transport) {
      case AUTO, NIO -> null;
      case EPOLL -> Epoll.unavailabilityCause();
      case IO_URING -> IoUring.unavailabilityCause();
      case KQUEUE -> KQueue.unavailabilityCause();
    };
  }

  /** The innermost cause: those around it only say that something could not be loaded. */
  private static String why(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = root.getMessage();
    return message == null || message.isBlank()
        ? root.getClass().getSimpleName()
        : message.strip().lines().findFirst().orElseThrow();
  }

  private static String word(ServerConfig.Transport transport) {
    return transport.name().toLowerCase(Locale.ROOT);
  }

  private static Transport epoll() {
    return new Transport(
        "epoll",
        EpollIoHandler.newFactory(),
        EpollServerSocketChannel::new,
        EpollSocketChannel::new,
        EpollDatagramChannel::new,
        true);
  }

  private static Transport ioUring() {
    return new Transport(
        "io_uring",
        IoUringIoHandler.newFactory(),
        IoUringServerSocketChannel::new,
        IoUringSocketChannel::new,
        IoUringDatagramChannel::new,
        true);
  }

  private static Transport kqueue() {
    return new Transport(
        "kqueue",
        KQueueIoHandler.newFactory(),
        KQueueServerSocketChannel::new,
        KQueueSocketChannel::new,
        KQueueDatagramChannel::new,
        false);
  }

  private static Transport nio() {
    return new Transport(
        "nio",
        NioIoHandler.newFactory(),
        NioServerSocketChannel::new,
        NioSocketChannel::new,
        NioDatagramChannel::new,
        false);
  }
}
