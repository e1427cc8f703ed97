package io.sluice.gateway.api;

/**
 * Bytes in a second: {@code 512KiB/s}, {@code 1MiB/s} or plain {@code 1000/s}.
 *
 * @param bytesPerSecond at least 1
 */
public record ByteRate(long bytesPerSecond) {
  public ByteRate {
    if (bytesPerSecond < 1) {
      throw new IllegalArgumentException("rate: " + bytesPerSecond + " (expected: > 0)");
    }
  }
}
