package io.sluice.filters.compression;

import com.github.luben.zstd.EndDirective;
import com.github.luben.zstd.ZstdCompressCtx;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;

/**
 * RFC 8878. The window is far below the 8 MiB that clients must bear (RFC 9659), to bound the
 * memory of many streams; a known length makes window and tables smaller still.
 */
final class ZstdEncoder implements Encoder {
  private static final int WINDOW_BITS = 19;
  private static final int ROOM = 1024;

  private final ZstdCompressCtx context;

  ZstdEncoder(int level, long length) {
    this.context = new ZstdCompressCtx();
    context.setLevel(level);
    context.setWindowLog(WINDOW_BITS);
    if (length >= 0) {
      context.setPledgedSrcSize(length);
    }
  }

  @Override
  public void encode(ByteBuffer in, ByteBuf out, Step step) {
    EndDirective directive =
        switch (step) {
          case PROCESS -> EndDirective.CONTINUE;
          case FLUSH -> EndDirective.FLUSH;
          case FINISH -> EndDirective.END;
        };
    ByteBuffer source = in.isDirect() || in.hasArray() ? in : copy(in);
    boolean allOut;
    do {
      out.ensureWritable(ROOM);
      ByteBuffer target = out.internalNioBuffer(out.writerIndex(), out.writableBytes());
      int before = target.position();
      allOut = context.compressByteBufferStream(target, source, directive);
      out.writerIndex(out.writerIndex() + target.position() - before);
    } while (source.hasRemaining() || (!allOut && step != Step.PROCESS));
  }

  /** A read-only heap buffer hides its array from native code. */
  private static ByteBuffer copy(ByteBuffer in) {
    return ByteBuffer.allocate(in.remaining()).put(in).flip();
  }

  @Override
  public void close() {
    context.close();
  }
}
