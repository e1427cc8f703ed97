package io.sluice.gateway.api;

/**
 * A number of bytes, written {@code 64KiB}, {@code 8MiB}, {@code 1GiB} or plain {@code 512}.
 *
 * @param bytes 0 or more
 */
public record ByteSize(long bytes) {
  public ByteSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("size: " + bytes + " (expected: 0 or more)");
    }
  }

  /** The size as an int; a larger one is {@link Integer#MAX_VALUE}. */
  public int intBytes() {
    return (int) Math.min(bytes, Integer.MAX_VALUE);
  }
}
