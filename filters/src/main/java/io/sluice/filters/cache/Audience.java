package io.sluice.filters.cache;

import io.netty.buffer.ByteBuf;
import io.sluice.gateway.api.GatewayError;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Those who read a flight's answer, each as fast as it can. Confined to the flight's loop; readers
 * on it may come back at once, while they are told.
 */
final class Audience {
  private static final int MOST_A_PIECE = 256 << 10;

  private static final GatewayError TOO_SLOW =
      GatewayError.client(503, "slow_reader")
          .withDetail("Others who get the same answer would have had to wait.");

  private final List<Seat> seats = new ArrayList<>();
  private boolean feeding;

  void add(Seat seat) {
    seats.add(seat);
  }

  void remove(Seat seat) {
    seats.remove(seat);
  }

  boolean isEmpty() {
    return seats.isEmpty();
  }

  boolean isOne() {
    return seats.size() == 1;
  }

  /**
   * Tells all of them something.
   *
   * @param news what each is told, made here and now
   */
  void tell(Function<Seat, Runnable> news) {
    for (Seat seat : List.copyOf(seats)) {
      seat.tell(news.apply(seat));
    }
  }

  /** Tells all of them the last that they hear. */
  void dismiss(Function<Seat, Runnable> news) {
    List<Seat> all = List.copyOf(seats);
    seats.clear();
    for (Seat seat : all) {
      seat.tell(news.apply(seat));
    }
  }

  /** The answer is for who leads alone. */
  void dismissOthers() {
    for (Seat seat : List.copyOf(seats)) {
      if (!seat.leads) {
        seats.remove(seat);
        seat.tell(seat.reader::goAlone);
      }
    }
  }

  /**
   * Gives readers that wait what they have not got yet.
   *
   * @param complete whether nothing more comes
   */
  void feed(Recording body, boolean complete) {
    if (feeding) { // a reader on this loop asks for more at once
      return;
    }
    feeding = true;
    try {
      boolean fed;
      do {
        fed = false;
        for (int i = seats.size() - 1; i >= 0; i--) {
          fed |= i < seats.size() && feed(seats.get(i), body, complete);
        }
      } while (fed);
    } finally {
      feeding = false;
    }
  }

  private static boolean feed(Seat seat, Recording body, boolean complete) {
    if (!seat.waits) {
      return false;
    }
    ByteBuf piece = body.from(seat.position, MOST_A_PIECE);
    if (piece != null) {
      seat.waits = false;
      seat.position += piece.readableBytes();
      boolean last = complete && seat.position == body.end();
      seat.tell(() -> seat.reader.onPiece(piece, last));
      return true;
    }
    if (complete) {
      seat.waits = false;
      seat.tell(seat.reader::onEnd);
    }
    return false;
  }

  /** Notes how far each has come, for {@link #cutOff}. */
  void mark() {
    for (int i = 0; i < seats.size(); i++) {
      seats.get(i).marked = seats.get(i).position;
    }
  }

  /** Gives up those who have taken nothing since they were marked, if that holds up others. */
  void cutOff(Recording body) {
    boolean held = false;
    for (Seat seat : seats) {
      held |= seat.position == body.end();
    }
    for (Seat seat : held ? List.copyOf(seats) : List.<Seat>of()) {
      if (seat.position == seat.marked && seat.position < body.end()) {
        seats.remove(seat);
        seat.tell(() -> seat.reader.onFailure(seat, TOO_SLOW));
      }
    }
  }

  /** How far the slowest has come. */
  long slowest() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < seats.size(); i++) {
      least = Math.min(least, seats.get(i).position);
    }
    return least;
  }
}
