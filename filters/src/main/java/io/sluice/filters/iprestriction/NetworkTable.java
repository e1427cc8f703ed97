package io.sluice.filters.iprestriction;

import io.sluice.gateway.config.Cidr;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Networks as three sorted arrays, 17 bytes each. Two networks are either nested or apart; with the
 * nested ones dropped, only the last network that starts at or before an address can hold it, and a
 * binary search finds that: 14 steps for 10,000 networks, and nothing is allocated.
 */
final class NetworkTable {

  /** First address, the sign bit of each half flipped so that signed order is address order. */
  private final long[] high;

  private final long[] low;

  /** Bits that count, of 128. */
  private final byte[] prefix;

  private NetworkTable(long[] high, long[] low, byte[] prefix) {
    this.high = high;
    this.low = low;
    this.prefix = prefix;
  }

  static NetworkTable of(List<Cidr> networks) {
    List<Cidr> sorted = new ArrayList<>(networks);
    sorted.sort(
        Comparator.comparingLong((Cidr network) -> flip(network.high()))
            .thenComparingLong(network -> flip(network.low()))
            .thenComparingInt(Cidr::prefix));
    NetworkTable table =
        new NetworkTable(new long[sorted.size()], new long[sorted.size()], new byte[sorted.size()]);
    int size = 0;
    for (Cidr network : sorted) {
      long high = flip(network.high());
      long low = flip(network.low());
      if (size == 0 || !table.holds(size - 1, high, low)) {
        table.high[size] = high;
        table.low[size] = low;
        table.prefix[size++] = (byte) network.prefix();
      }
    }
    return table.ofFirst(size);
  }

  private NetworkTable ofFirst(int size) {
    return new NetworkTable(
        Arrays.copyOf(high, size), Arrays.copyOf(low, size), Arrays.copyOf(prefix, size));
  }

  boolean isEmpty() {
    return high.length == 0;
  }

  /** Networks left after nested ones were dropped. */
  int size() {
    return high.length;
  }

  /** Whether one of the networks holds the address of these 128 bits. */
  boolean contains(long addressHigh, long addressLow) {
    long wantedHigh = flip(addressHigh);
    long wantedLow = flip(addressLow);
    int from = 0;
    int to = high.length;
    while (from < to) { // ends with from = the number of networks that start at or before
      int middle = (from + to) >>> 1;
      long start = high[middle];
      if (start < wantedHigh || (start == wantedHigh && low[middle] <= wantedLow)) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from > 0 && holds(from - 1, wantedHigh, wantedLow);
  }

  private boolean holds(int index, long wantedHigh, long wantedLow) {
    int bits = prefix[index] & 0xFF;
    long highMask = bits == 0 ? 0 : bits >= 64 ? -1L : -1L << (64 - bits);
    long lowMask = bits <= 64 ? 0 : -1L << (128 - bits);
    return ((wantedHigh ^ high[index]) & highMask) == 0
        && ((wantedLow ^ low[index]) & lowMask) == 0;
  }

  private static long flip(long half) {
    return half ^ Long.MIN_VALUE;
  }
}
