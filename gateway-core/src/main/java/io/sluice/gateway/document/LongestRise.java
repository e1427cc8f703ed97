package io.sluice.gateway.document;

import java.util.BitSet;

/** Which things of a list need not move to stand in another order: as many as can be. */
public final class LongestRise {
  private LongestRise() {}

  /**
   * The indexes of the most places that rise; n log n steps.
   *
   * @param places 0 = left out
   */
  public static BitSet of(long[] places) {
    int[] ends = new int[places.length]; // index that ends the lowest rise of each length
    int[] previous = new int[places.length];
    int longest = 0;
    for (int i = 0; i < places.length; i++) {
      if (places[i] == 0) {
        continue;
      }
      int low = 0;
      int high = longest;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (places[ends[middle]] < places[i]) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      previous[i] = low == 0 ? -1 : ends[low - 1];
      ends[low] = i;
      longest = Math.max(longest, low + 1);
    }
    BitSet rise = new BitSet(places.length);
    for (int i = longest == 0 ? -1 : ends[longest - 1]; i >= 0; i = previous[i]) {
      rise.set(i);
    }
    return rise;
  }
}
