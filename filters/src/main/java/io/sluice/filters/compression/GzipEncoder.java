package io.sluice.filters.compression;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * RFC 1952 around the JDK's Deflater. About 256 KiB: zlib's window of 32 KiB and its tables, which
 * the JDK does not let one choose.
 */
final class GzipEncoder implements Encoder {
  /** Deflate, no flags, no time, no hint, operating system unknown. */
  private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

  private static final int ROOM = 1024;

  private final Deflater deflater;
  private final CRC32 checksum = new CRC32();
  private boolean started;

  GzipEncoder(int level) {
    this.deflater = new Deflater(level, true);
  }

  @Override
  public void encode(ByteBuffer in, ByteBuf out, Step step) {
    if (!started) {
      started = true;
      out.writeBytes(HEADER);
    }
    checksum.update(in.duplicate());
    deflater.setInput(in);
    switch (step) {
      case PROCESS -> drain(out, Deflater.NO_FLUSH);
      case FLUSH -> drain(out, Deflater.SYNC_FLUSH);
      case FINISH -> {
        deflater.finish();
        drain(out, Deflater.NO_FLUSH);
        out.writeIntLE((int) checksum.getValue());
        out.writeIntLE((int) deflater.getBytesRead()); // modulo 2^32
      }
    }
  }

  /** zlib has given everything when it leaves room unused; then too it has read all its input. */
  private void drain(ByteBuf out, int flush) {
    int room;
    int written;
    do {
      out.ensureWritable(ROOM);
      room = out.writableBytes();
      written = deflater.deflate(out.internalNioBuffer(out.writerIndex(), room), flush);
      out.writerIndex(out.writerIndex() + written);
    } while (written == room);
  }

  @Override
  public void close() {
    deflater.end();
  }
}
