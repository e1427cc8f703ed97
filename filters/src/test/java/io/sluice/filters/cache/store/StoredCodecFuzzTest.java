package io.sluice.filters.cache.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Bytes that are no record: nothing is read from them, and nothing is thrown. With a checksum that
 * fits, what is read is something that can be written.
 *
 * <p>Runs for {@code -Dsluice.fuzz.seconds} (30) from {@code -Dsluice.fuzz.seed}; a failure names
 * the seed of its own record.
 */
class StoredCodecFuzzTest {

  @Test
  void noFlippedBitIsOverlooked() {
    for (int seed = 0; seed < 40; seed++) {
      byte[] bytes = Records.bytes(Records.random(new SplittableRandom(seed)));
      for (int i = 0; i < bytes.length; i++) {
        for (int bit = 1; bit < 0x100; bit <<= 1) {
          bytes[i] ^= (byte) bit;
          assertThat(Records.read(bytes)).as("seed %d, byte %d", seed, i).isNull();
          bytes[i] ^= (byte) bit;
        }
      }
    }
  }

  @Test
  void noTornRecordIsRead() {
    for (int seed = 0; seed < 200; seed++) {
      byte[] bytes = Records.bytes(Records.random(new SplittableRandom(seed)));
      for (int i = 0; i < bytes.length; i++) {
        assertThat(Records.read(Arrays.copyOf(bytes, i))).as("seed %d, %d", seed, i).isNull();
      }
    }
  }

  @Test
  void whatIsReadFromMutationsCanBeWritten() {
    long seconds = Long.getLong("sluice.fuzz.seconds", 30);
    long first = Long.getLong("sluice.fuzz.seed", 20_260_101);
    System.out.println("seed " + first + ", " + seconds + " s");
    long start = System.nanoTime();
    int count = 0;
    int read = 0;
    while (System.nanoTime() - start < TimeUnit.SECONDS.toNanos(seconds)) {
      read += check(first + count) ? 1 : 0;
      count++;
    }
    System.out.println(count + " records, " + read + " of them read");
    assertThat(read).isPositive().isLessThan(count);
  }

  private static boolean check(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] bytes = mutated(Records.bytes(Records.random(random)), random);
    try {
      StoredRecord read = Records.read(Records.summed(bytes));
      if (read != null) {
        assertSound(read);
      }
      return read != null;
    } catch (RuntimeException | Error e) {
      throw new AssertionError("seed " + seed, e);
    }
  }

  private static byte[] mutated(byte[] record, SplittableRandom random) {
    byte[] bytes = record;
    if (random.nextInt(20) == 0) { // all of it, behind what it is known by
      for (int i = StoredCodec.PREFIX; i < bytes.length; i++) {
        bytes[i] = (byte) random.nextInt();
      }
    }
    for (int times = random.nextInt(4); times > 0; times--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    if (random.nextInt(4) == 0) {
      bytes = Arrays.copyOf(bytes, StoredCodec.PREFIX + random.nextInt(2 * bytes.length));
    }
    return bytes;
  }

  private static void assertSound(@Nullable StoredRecord read) {
    if (read instanceof StoredHead head) {
      assertThat(head.status()).isBetween(200, 599);
      assertThat(head.body().length()).isNotNegative();
      head.fields()
          .forEach(
              line -> {
                assertThat(line.getKey()).matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
                assertThat(line.getValue()).doesNotContain("\r", "\n", "\u0000");
                assertThat(StoredFields.mayStand(line.getKey())).isTrue();
              });
    }
    assertThat(read).isNotNull();
    assertThat(Records.text(Records.read(Records.bytes(read)))).isEqualTo(Records.text(read));
  }
}
