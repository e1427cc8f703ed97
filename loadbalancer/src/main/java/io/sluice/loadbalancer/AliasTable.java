package io.sluice.loadbalancer;

/**
 * Draws an index as often as its weight says, in constant time: Walker's alias method, with Vose's
 * way to fill the table.
 *
 * <p>The sum of the weights is dealt into as many equal columns as there are indexes, so that each
 * column holds a piece of at most two of them: what is too heavy for one column fills up the
 * columns of the light ones. A draw picks a column evenly, and then one of its two. Shares are off
 * by less than 2^-32.
 */
final class AliasTable {
  private static final long LOW = 0xFFFFFFFFL;

  /** The high half: the part of the column that is its own; the low half: whose the rest is. */
  private final long[] columns;

  private AliasTable(long[] columns) {
    this.columns = columns;
  }

  /** For weights above 0. */
  static AliasTable of(int[] weights) {
    int size = weights.length;
    long total = 0;
    for (int weight : weights) {
      total += weight;
    }
    long[] left = new long[size]; // what each still has to place, where a column holds "total"
    int[] order = new int[size]; // those with too little from the front, the others from the back
    int little = 0;
    int much = size;
    for (int i = 0; i < size; i++) {
      left[i] = (long) weights[i] * size;
      order[left[i] < total ? little++ : --much] = i;
    }
    long[] columns = new long[size];
    for (int i = 0; i < size; i++) {
      columns[i] = i; // a column that nobody else fills is all its own
    }
    while (little > 0 && much < size) {
      int filled = order[--little];
      int filler = order[much];
      columns[filled] = column((double) left[filled] / total, filler);
      left[filler] -= total - left[filled];
      if (left[filler] < total) {
        much++;
        order[little++] = filler;
      }
    }
    return new AliasTable(columns);
  }

  private static long column(double own, int filler) {
    return (Math.min((long) (own * 0x1p32), LOW) << 32) | filler;
  }

  /** The index that 64 random bits mean. */
  int draw(long random) {
    int column = (int) (((random >>> 32) * columns.length) >>> 32);
    long packed = columns[column];
    return (random & LOW) < packed >>> 32 ? column : (int) packed;
  }
}
