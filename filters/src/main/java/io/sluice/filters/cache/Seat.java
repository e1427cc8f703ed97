package io.sluice.filters.cache;

import io.netty.util.concurrent.EventExecutor;

/**
 * A reader's place at a flight. What the reader's loop says is done on the flight's loop, and the
 * other way; fields are the flight's loop's.
 */
final class Seat {
  final Reader reader;
  final boolean leads; // it is the answer to its question
  private final Flight flight;
  private final EventExecutor here; // the reader's
  long position;
  long marked; // where it was when somebody was held up
  boolean waits; // for the next piece

  Seat(Flight flight, Reader reader, boolean leads) {
    this.flight = flight;
    this.reader = reader;
    this.leads = leads;
    this.here = reader.executor();
  }

  // ---- the reader's side

  /** Asks for the next piece. */
  void pull() {
    flight.run(() -> flight.pulled(this));
  }

  /** Wants nothing more. */
  void leave() {
    flight.run(() -> flight.left(this));
  }

  // ---- the flight's side

  void tell(Runnable news) {
    if (here.inEventLoop()) {
      news.run();
    } else {
      here.execute(news);
    }
  }
}
