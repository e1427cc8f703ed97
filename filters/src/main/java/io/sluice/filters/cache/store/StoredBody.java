package io.sluice.filters.cache.store;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * How the body of a response is kept in a slow tier. Immutable.
 *
 * @param length bytes that it has when it is sent
 * @param deflated whether it is kept as zlib writes it (RFC 1950); else as it is sent
 * @param storedLength bytes that are kept
 * @param checksum {@link #checksum} of these; whoever reads them compares
 */
public record StoredBody(int length, boolean deflated, int storedLength, int checksum) {

  /** Refuses lengths that cannot be. */
  public StoredBody {
    boolean fits = deflated ? storedLength > 0 : storedLength == length;
    if (length < 0 || !fits) {
      throw new IllegalArgumentException("body: " + length + " bytes as " + storedLength);
    }
  }

  /** Of bytes that are kept as they are, from the reader's index on, which stays. */
  public static StoredBody plain(ByteBuf body) {
    int length = body.readableBytes();
    return new StoredBody(length, false, length, checksum(body));
  }

  /** CRC-32C of what can be read, which stays so. */
  public static int checksum(ByteBuf bytes) {
    CRC32C sum = new CRC32C();
    for (ByteBuffer part : bytes.nioBuffers()) {
      sum.update(part);
    }
    return (int) sum.getValue();
  }
}
