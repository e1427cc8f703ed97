package io.sluice.filters.cache;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import io.sluice.gateway.api.Branch;
import java.util.concurrent.TimeUnit;

/**
 * A body on its way from the origin to all who read it. One that is kept comes as fast as the
 * origin gives it. What is not kept waits in bounds: the slowest reader says how fast it comes;
 * where there are several, as when a body has turned out to be too long, one that stands still
 * while others wait is given up. Confined to the flight's loop.
 */
final class Broadcast {
  /** Bytes of a body that is not kept, which wait for readers. */
  private static final int WINDOW = 256 << 10;

  /** How long a reader may take nothing while others wait for more. */
  private static final long STILL_MILLIS = 1_000;

  private final EventExecutor loop;
  private final Branch from;
  private final Recording body;
  private final Audience audience;
  private boolean complete;
  private boolean watching; // whether a reader holds up others

  Broadcast(EventExecutor loop, Branch from, Recording body, Audience audience) {
    this.loop = loop;
    this.from = from;
    this.body = body;
    this.audience = audience;
  }

  /** Whether all of it is still here, to be kept. */
  boolean isKeeping() {
    return body.isKeeping();
  }

  /** The whole, for a stored response. */
  Recording body() {
    return body;
  }

  boolean isComplete() {
    return complete;
  }

  /**
   * Takes a piece, borrowed.
   *
   * @param most bytes that are kept
   */
  void add(ByteBuf piece, int most) {
    if (body.isKeeping() && body.end() + piece.readableBytes() > most) {
      body.stopKeeping();
    }
    body.append(piece);
    feed();
  }

  /** Nothing more comes. */
  void complete() {
    complete = true;
    feed();
  }

  /** Gives readers what they wait for. */
  void feed() {
    audience.feed(body, complete);
    slowDown();
  }

  private void slowDown() {
    if (body.isKeeping() || complete) {
      return;
    }
    body.dropBefore(audience.slowest());
    boolean room = body.held() < WINDOW;
    from.reading(room);
    if (!room && !watching && !audience.isOne()) {
      watching = true;
      audience.mark();
      loop.schedule(this::watch, STILL_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void watch() {
    watching = false;
    if (!complete && !body.isKeeping() && !audience.isEmpty()) {
      audience.cutOff(body);
      slowDown();
    }
  }

  /** Nobody reads it any more. */
  void release() {
    body.release();
  }
}
