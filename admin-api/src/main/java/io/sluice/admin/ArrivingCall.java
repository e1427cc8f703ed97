package io.sluice.admin;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpRequest;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A request whose body is still coming. Confined to the admin event loop. */
final class ArrivingCall {
  private static final byte[] EMPTY = {};

  final HttpRequest head;
  private final RequestCheck.Asked asked;
  private final InetSocketAddress client;
  private final BodyBudget budget;
  private byte[] body = EMPTY;
  private int length;

  /**
   * @param budget what all bodies together may take
   */
  ArrivingCall(
      RequestCheck.Asked asked, HttpRequest head, InetSocketAddress client, BodyBudget budget) {
    this.asked = asked;
    this.head = head;
    this.client = client;
    this.budget = budget;
  }

  Operation operation() {
    return asked.operation();
  }

  /** What became of a piece. */
  enum Taken {
    /** It is kept. */
    KEPT,
    /** The body is longer than this operation takes. */
    TOO_MUCH,
    /** All bodies together are. */
    NO_ROOM
  }

  /** Takes a copy of a piece of the body, which stays its owner's. */
  Taken take(ByteBuf piece) {
    int more = piece.readableBytes();
    if (more > operation().mostBody() - length) {
      return Taken.TOO_MUCH;
    }
    if (length + more > body.length) {
      int size = Math.min(operation().mostBody(), Math.max(length + more, body.length * 2));
      if (!budget.take(size - body.length, size)) {
        return Taken.NO_ROOM;
      }
      body = Arrays.copyOf(body, size);
    }
    piece.getBytes(piece.readerIndex(), body, length, more);
    length += more;
    return Taken.KEPT;
  }

  /** With what has come by now. */
  Call call(String requestId) {
    return new Call(
        requestId,
        client,
        asked.caller(),
        head.method().name(),
        RequestTarget.of(head.uri()).path(),
        asked.query(),
        head.headers(),
        ByteBuffer.wrap(body, 0, length));
  }

  /** Gives back the room of the body; to be called once, when nobody reads it any more. */
  void release() {
    budget.giveBack(body.length);
    body = EMPTY;
    length = 0;
  }
}
