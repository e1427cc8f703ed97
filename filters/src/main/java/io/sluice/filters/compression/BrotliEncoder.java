package io.sluice.filters.compression;

import com.aayushatharva.brotli4j.encoder.Encoder.Mode;
import com.aayushatharva.brotli4j.encoder.EncoderJNI;
import com.aayushatharva.brotli4j.encoder.EncoderJNI.Operation;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.ByteBuffer;

/** RFC 7932. The window, and most of the memory with it, is no larger than the body needs. */
final class BrotliEncoder implements Encoder {
  private static final int INPUT_BYTES = 16 * 1024;
  private static final int LEAST_WINDOW_BITS = 16;
  private static final int MOST_WINDOW_BITS = 18;

  private final EncoderJNI.Wrapper encoder;
  private boolean closed;

  BrotliEncoder(int level, long length) throws IOException {
    this.encoder = new EncoderJNI.Wrapper(INPUT_BYTES, level, windowBits(length), Mode.GENERIC);
  }

  /** RFC 7932 section 9.1: a window of n bits reaches back 2^n - 16 bytes. */
  private static int windowBits(long length) {
    if (length < 0) {
      return MOST_WINDOW_BITS;
    }
    int bits = 64 - Long.numberOfLeadingZeros(length + 15);
    return Math.max(LEAST_WINDOW_BITS, Math.min(MOST_WINDOW_BITS, bits));
  }

  @Override
  public void encode(ByteBuffer in, ByteBuf out, Step step) {
    if (closed) { // the native part would write to memory that it has freed
      throw new IllegalStateException("the Brotli encoder is closed");
    }
    ByteBuffer input = encoder.getInputBuffer();
    while (in.remaining() > input.capacity()) {
      ByteBuffer part = in.duplicate();
      part.limit(part.position() + input.capacity());
      in.position(part.limit());
      push(part, out, Operation.PROCESS);
    }
    push(
        in,
        out,
        switch (step) {
          case PROCESS -> Operation.PROCESS;
          case FLUSH -> Operation.FLUSH;
          case FINISH -> Operation.FINISH;
        });
  }

  private void push(ByteBuffer part, ByteBuf out, Operation operation) {
    ByteBuffer input = encoder.getInputBuffer();
    input.clear();
    input.put(part);
    encoder.push(operation, input.position());
    drain(out, operation);
  }

  /**
   * The encoder gives out one block at a time and stops there, so it has to be asked again until
   * nothing is left; asked once more than needed, a flush adds nothing.
   */
  private void drain(ByteBuf out, Operation operation) {
    boolean again = operation == Operation.FLUSH;
    while (true) {
      if (!encoder.isSuccess()) {
        throw new IllegalStateException("the Brotli encoder has failed");
      }
      if (encoder.hasMoreOutput()) {
        out.writeBytes(encoder.pull());
        again = operation == Operation.FLUSH;
      } else if (encoder.hasRemainingInput()
          || (operation == Operation.FINISH && !encoder.isFinished())) {
        encoder.push(operation, 0);
      } else if (again) {
        encoder.push(operation, 0);
        again = false;
      } else {
        return;
      }
    }
  }

  @Override
  public void close() {
    if (!closed) { // the native part does not bear a second time
      closed = true;
      encoder.destroy();
    }
  }
}
