package io.sluice.gateway.routing;

import java.util.BitSet;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Gives each of a fixed set of keys a slot of its own, in a table with a tenth of room to spare.
 *
 * <p>The keys fall into buckets of about four. When the table is made, each bucket, the largest
 * first, gets the first number that sends all its keys to slots still free. A lookup is then two
 * multiplications and one fetch of that number. The numbers are half a byte a key and so near at
 * hand, and it never probes further, whatever key is asked for. The method is known as hash and
 * displace (Belazzougui, Botelho, Dietzfelbinger, 2009).
 *
 * <p>Any other key gets a slot too: whoever looks there checks what is there.
 */
final class PerfectHash {
  private static final int KEYS_PER_BUCKET = 4;
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;
  private static final long MIX = 0xD6E8FEB86659FD93L;

  /** For each bucket, what its keys are displaced by. */
  private final char[] displacements;

  private final int size;

  private PerfectHash(int buckets, int size) {
    this.displacements = new char[buckets];
    this.size = size;
  }

  /** Makes one for these keys, all different. */
  static PerfectHash of(long[] keys) {
    int buckets = keys.length / KEYS_PER_BUCKET + 1;
    // A larger table has more room: sooner or later all fit, nearly always at once.
    for (int size = keys.length + keys.length / 10 + 1; ; size += size / 4 + 1) {
      PerfectHash hash = new PerfectHash(buckets, size);
      if (hash.displace(keys)) {
        return hash;
      }
    }
  }

  /** How many slots there are. */
  int size() {
    return size;
  }

  /** The slot of a key. */
  int slot(long key) {
    return slot(key, displacements, size);
  }

  /** For each bucket, what its keys are displaced by. */
  char[] displacements() {
    return displacements;
  }

  /** The slot of a key, for who keeps {@link #displacements} and {@link #size} at hand. */
  static int slot(long key, char[] displacements, int size) {
    return slot(key, displacements[range(key, displacements.length)], size);
  }

  private int bucket(long key) {
    return range(key, displacements.length);
  }

  private static int slot(long key, int displacement, int size) {
    return range((key ^ (displacement * GOLDEN)) * MIX, size);
  }

  /** From the upper half of a number, one below the limit, without a division. */
  private static int range(long number, int limit) {
    return (int) (((number >>> 32) * limit) >>> 32);
  }

  /** Whether there is a displacement for each bucket. */
  private boolean displace(long[] keys) {
    int[] ends = new int[displacements.length];
    for (long key : keys) {
      ends[bucket(key)]++;
    }
    int[] counts = ends.clone();
    for (int i = 1; i < ends.length; i++) {
      ends[i] += ends[i - 1];
    }
    long[] grouped = new long[keys.length];
    int[] next = ends.clone();
    for (long key : keys) {
      grouped[--next[bucket(key)]] = key;
    }
    BitSet used = new BitSet(size);
    return IntStream.range(0, counts.length)
        .boxed()
        .sorted(Comparator.comparing(bucket -> -counts[bucket]))
        .allMatch(bucket -> displace(bucket, grouped, next[bucket], ends[bucket], used));
  }

  private boolean displace(int bucket, long[] keys, int from, int to, BitSet used) {
    for (int displacement = 0; displacement <= Character.MAX_VALUE; displacement++) {
      int at = from;
      for (; at < to; at++) {
        int slot = slot(keys[at], displacement, size);
        if (used.get(slot)) {
          break;
        }
        used.set(slot);
      }
      if (at == to) {
        displacements[bucket] = (char) displacement;
        return true;
      }
      while (--at >= from) {
        used.clear(slot(keys[at], displacement, size));
      }
    }
    return false;
  }
}
