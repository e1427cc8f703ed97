package io.sluice.gateway.boot;

import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The one thread that keeps upstreams up to date between configs: new lists of targets, checks, the
 * end of ejections, questions to DNS. Beside the control thread, so that no compilation makes a
 * dead endpoint wait; beside the workers, so that no request waits for a table that is made. It is
 * an event loop because workers hand it tasks, which must not cost them a lock; unlike them it may
 * wait for one itself.
 */
final class UpstreamThread implements AutoCloseable {
  private final MultiThreadIoEventLoopGroup group;
  private final EventLoop loop;

  UpstreamThread(IoHandlerFactory handlers) {
    ThreadFactory plain =
        task -> {
          Thread thread = new Thread(task, "sluice-upstreams");
          thread.setDaemon(true);
          return thread;
        };
    group = new MultiThreadIoEventLoopGroup(1, plain, handlers);
    loop = group.next();
  }

  EventLoop loop() {
    return loop;
  }

  /** Drops what waits; waits a moment for what runs. */
  @Override
  public void close() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
  }
}
