package io.sluice.filters.redis;

import io.netty.channel.EventLoop;
import io.netty.util.Timeout;
import io.netty.util.Timer;
import io.netty.util.TimerTask;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A timer on a loop, instead of one with a thread of its own. Lettuce needs it to connect. */
final class LoopTimer implements Timer {
  private static final Logger LOG = LoggerFactory.getLogger(LoopTimer.class);

  private final EventLoop loop;

  LoopTimer(EventLoop loop) {
    this.loop = loop;
  }

  @Override
  public Timeout newTimeout(TimerTask task, long delay, TimeUnit unit) {
    Timed timed = new Timed(this, task);
    timed.future = loop.schedule(timed, delay, unit);
    return timed;
  }

  /** What is scheduled stays: the loop is not this timer's. */
  @Override
  public Set<Timeout> stop() {
    return Set.of();
  }

  private static final class Timed implements Timeout, Runnable {
    private final LoopTimer timer;
    private final TimerTask task;
    private volatile @Nullable ScheduledFuture<?> future;

    Timed(LoopTimer timer, TimerTask task) {
      this.timer = timer;
      this.task = task;
    }

    @Override
    @SuppressWarnings("CatchingUnchecked") // the task may throw whatever it likes
    public void run() {
      try {
        task.run(this);
      } catch (Exception e) {
        LOG.warn("a task of Lettuce failed", e);
      }
    }

    @Override
    public Timer timer() {
      return timer;
    }

    @Override
    public TimerTask task() {
      return task;
    }

    @Override
    public boolean isExpired() {
      ScheduledFuture<?> scheduled = future;
      return scheduled != null && scheduled.isDone() && !scheduled.isCancelled();
    }

    @Override
    public boolean isCancelled() {
      ScheduledFuture<?> scheduled = future;
      return scheduled != null && scheduled.isCancelled();
    }

    @Override
    public boolean cancel() {
      ScheduledFuture<?> scheduled = future;
      return scheduled != null && scheduled.cancel(false);
    }
  }
}
