package io.sluice.gateway.event;

import io.netty.channel.EventLoop;
import io.netty.handler.codec.DateFormatter;
import io.sluice.gateway.api.Ticker;
import java.util.Date;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One event loop and what is confined to it. A connection belongs to one worker for life, and so do
 * its exchanges and the upstream connections that they use.
 */
public final class Worker {
  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

  private final int index;
  private final EventLoop loop;
  private final Ticker ticker;
  private final TimerWheel timers;
  private final RequestIds requestIds;
  private final SplittableRandom random;
  private final Background background = new Background();

  private long lastTick;
  private long connections; // so far
  private long dateSecond = -1;
  private String date = "";

  /**
   * @param index from 0, dense
   * @param seed of the worker's random numbers; different for each worker
   */
  public Worker(int index, EventLoop loop, Ticker ticker, long seed) {
    this.index = index;
    this.loop = loop;
    this.ticker = ticker;
    this.timers = new TimerWheel(ticker);
    this.random = new SplittableRandom(seed);
    this.requestIds = new RequestIds(random.split());
  }

  /**
   * Starts the worker's clock.
   *
   * @param lag told after each tick how late it came, in nanoseconds; on the loop
   */
  public void start(LongConsumer lag) {
    loop.execute(
        () -> {
          lastTick = ticker.nanos();
          loop.scheduleWithFixedDelay(
              () -> tick(lag), TimerWheel.TICK_NANOS, TimerWheel.TICK_NANOS, TimeUnit.NANOSECONDS);
        });
  }

  private void tick(LongConsumer lag) {
    try {
      long now = ticker.nanos();
      lag.accept(Math.max(0, now - lastTick - TimerWheel.TICK_NANOS));
      lastTick = now;
      timers.advance();
    } catch (Throwable e) { // the clock must go on: without it no timeout ever expires
      LOG.error("worker {}: its clock failed", index, e);
    }
  }

  /** Position among the gateway's workers. */
  public int index() {
    return index;
  }

  public EventLoop loop() {
    return loop;
  }

  public TimerWheel timers() {
    return timers;
  }

  /** Monotonic nanoseconds. */
  public long nanos() {
    return ticker.nanos();
  }

  public SplittableRandom random() {
    return random;
  }

  public Background background() {
    return background;
  }

  public String newRequestId() {
    return requestIds.next();
  }

  /** A number that no other connection of the gateway has, on any worker. */
  public long newConnectionId() {
    return ++connections << 16 | index;
  }

  /** The time as an HTTP date, made once a second. */
  @SuppressWarnings("JavaUtilDate") // what Netty's formatter takes
  public String httpDate() {
    long millis = System.currentTimeMillis();
    long second = millis / 1000;
    if (second != dateSecond) {
      dateSecond = second;
      date = DateFormatter.format(new Date(millis));
    }
    return date;
  }
}
