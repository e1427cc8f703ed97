package io.sluice.filters.compression;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;

/**
 * One compressed stream, of one exchange and on its event loop. Holds native memory until it is
 * closed, of an amount that does not depend on how long the stream is.
 */
interface Encoder extends AutoCloseable {

  /** How much of what it has taken in an encoder gives out. */
  enum Step {
    /** What it likes: best for the ratio. */
    PROCESS,
    /** Everything, so that the other side can read all that was said. */
    FLUSH,
    /** Everything, and the end of the stream. Nothing may follow. */
    FINISH
  }

  /** Takes in all of {@code in}, and appends to {@code out}, which grows as needed. */
  void encode(ByteBuffer in, ByteBuf out, Step step);

  /** Frees its memory; the second time it does nothing. */
  @Override
  void close();
}
