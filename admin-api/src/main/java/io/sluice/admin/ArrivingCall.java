package io.sluice.admin;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpRequest;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** A request whose body is still coming. Confined to the admin event loop. */
final class ArrivingCall {
  final Operation operation;
  final HttpRequest head;
  private final InetSocketAddress client;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();

  ArrivingCall(Operation operation, HttpRequest head, InetSocketAddress client) {
    this.operation = operation;
    this.head = head;
    this.client = client;
  }

  /**
   * Takes a copy of a piece of the body, which stays its owner's.
   *
   * @return false when it is too much
   */
  boolean take(ByteBuf piece) {
    int length = piece.readableBytes();
    if (length > operation.mostBody() - body.size()) {
      return false;
    }
    byte[] bytes = new byte[length];
    piece.getBytes(piece.readerIndex(), bytes);
    body.write(bytes, 0, length);
    return true;
  }

  /** With what has come by now. */
  Call call(String requestId) {
    return new Call(requestId, client, head.headers(), ByteBuffer.wrap(body.toByteArray()));
  }
}
