package io.sluice.gateway.discovery;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.sluice.loadbalancer.Scheduler;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks on an event loop. Unlike the JDK's schedulers it takes no lock when a task is planned,
 * so that loops may plan. After the loop has ended, what is planned never runs.
 */
public final class LoopScheduler implements Scheduler {
  private static final Logger LOG = LoggerFactory.getLogger(LoopScheduler.class);
  private static final Task NEVER = () -> {};

  private final EventLoop loop;

  public LoopScheduler(EventLoop loop) {
    this.loop = loop;
  }

  @Override
  public Task after(long nanos, Runnable task) {
    try {
      Future<?> planned = loop.schedule(() -> run(task), Math.max(0, nanos), TimeUnit.NANOSECONDS);
      return () -> planned.cancel(false);
    } catch (RejectedExecutionException e) {
      return NEVER;
    }
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) { // nobody looks at the future
      LOG.error("a planned task failed", e);
    }
  }
}
