package io.sluice.gateway.event;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import io.sluice.gateway.api.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** The gateway's event loops. */
public final class Workers {
  private static final long MOST_TELLING_MILLIS = 1000;

  private final EventLoopGroup group;
  private final List<Worker> all;

  /** Starts {@code count} of them, at least 1. */
  public Workers(int count, IoHandlerFactory handlers, Ticker ticker) {
    this.group =
        new MultiThreadIoEventLoopGroup(
            count, new DefaultThreadFactory("sluice-worker", true), handlers);
    SplittableRandom seeds = new SplittableRandom();
    List<Worker> workers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      EventLoop loop = group.next(); // hands them out in turn
      workers.add(new Worker(i, loop, ticker, seeds.nextLong()));
    }
    this.all = List.copyOf(workers);
  }

  /** By index. */
  public List<Worker> all() {
    return all;
  }

  public int count() {
    return all.size();
  }

  /** All loops as a group that hands them out in turn. */
  public EventLoopGroup group() {
    return group;
  }

  /** How many tasks run that no connection stands for; any thread. */
  public int backgroundTasks() {
    int sum = 0;
    for (Worker worker : all) {
      sum += worker.background().count();
    }
    return sum;
  }

  /** Ends those tasks, and waits until they have been told, so never on one of the loops. */
  public void endBackground() {
    List<Future<?>> told = new ArrayList<>();
    for (Worker worker : all) {
      told.add(worker.loop().submit(worker.background()::terminate));
    }
    for (Future<?> each : told) {
      each.awaitUninterruptibly(MOST_TELLING_MILLIS);
    }
  }

  /** Ends the loops; waits, so never on one of them. */
  public void shutdown() {
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
  }
}
