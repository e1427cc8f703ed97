package io.sluice.loadbalancer;

import java.util.Arrays;
import java.util.BitSet;

/**
 * How endpoints take the places of a {@link MaglevTable}; used once. Rounds are lists, one for
 * each, of who takes its turn then, so that a round costs what is taken in it and not what there
 * are endpoints.
 */
final class MaglevTurns {
  private final WeightedEndpoints<?> endpoints;
  private final int size;
  private final int[] owners;
  private final BitSet taken; // much smaller than the owners: most looks find a place taken
  private final int[] wanted; // the place that each wants next
  private final int[] step; // and how far it is to the one after
  private final int[] turns; // that each has had
  private final int[] first; // by round: who is in it, plus one
  private final int[] next; // in the same round, plus one
  private int heaviest;

  MaglevTurns(WeightedEndpoints<?> endpoints, int size) {
    this.endpoints = endpoints;
    this.size = size;
    this.owners = new int[size];
    this.taken = new BitSet(size);
    int count = endpoints.size();
    this.wanted = new int[count];
    this.step = new int[count];
    this.turns = new int[count];
    this.first = new int[size + 1];
    this.next = new int[count];
  }

  int[] taken() {
    long[] order = byAddress();
    for (int i = order.length - 1; i >= 0; i--) { // the last to join a round is its first
      join(0, (int) order[i]);
    }
    int left = size;
    for (int round = 0; left > 0; round++) {
      int member = first[round];
      while (member != 0 && left > 0) {
        int index = member - 1;
        member = next[index];
        take(index);
        left--;
        long turn = ++turns[index];
        long then = turn * heaviest / endpoints.weight(index);
        if (then <= size) {
          join((int) then, index);
        }
      }
    }
    return owners;
  }

  /** Indexes in an order that the addresses alone decide, in the low half of each. */
  private long[] byAddress() {
    long[] order = new long[endpoints.size()];
    for (int i = 0; i < order.length; i++) {
      long hash = AddressHash.of(endpoints.get(i).target().address());
      long other = AddressHash.mix(~hash);
      wanted[i] = (int) Long.remainderUnsigned(hash, size);
      step[i] = (int) Long.remainderUnsigned(other, size - 1) + 1;
      order[i] = (hash & 0xFFFFFFFF00000000L) | i;
      heaviest = Math.max(heaviest, endpoints.weight(i));
    }
    Arrays.sort(order);
    return order;
  }

  private void join(int round, int index) {
    next[index] = first[round];
    first[round] = index + 1;
  }

  private void take(int index) {
    int place = wanted[index];
    while (taken.get(place)) {
      place = after(place, step[index]);
    }
    taken.set(place);
    owners[place] = index;
    wanted[index] = after(place, step[index]);
  }

  private int after(int place, int step) {
    int after = place + step;
    return after < size ? after : after - size;
  }
}
