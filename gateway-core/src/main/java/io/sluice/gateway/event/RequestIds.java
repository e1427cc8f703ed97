package io.sluice.gateway.event;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/**
 * Makes request ids: 128 bits from a generator, as 32 hexadecimal digits. For one thread, as the
 * generator is.
 */
public final class RequestIds {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private final SplittableRandom random;
  private final byte[] digits = new byte[32];

  /** With a generator of one's own. */
  public RequestIds(SplittableRandom random) {
    this.random = random;
  }

  /** A new id. */
  public String next() {
    write(random.nextLong(), 0);
    write(random.nextLong(), 16);
    return new String(digits, StandardCharsets.ISO_8859_1);
  }

  private void write(long bits, int at) {
    for (int i = 0; i < 16; i++) {
      digits[at + i] = HEX[(int) (bits >>> (60 - 4 * i)) & 15];
    }
  }
}
