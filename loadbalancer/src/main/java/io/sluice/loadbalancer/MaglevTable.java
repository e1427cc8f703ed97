package io.sluice.loadbalancer;

import java.util.Arrays;
import java.util.BitSet;

/**
 * The table of Maglev (Eisenbud and others, "Maglev: a fast and reliable software network load
 * balancer", NSDI 2016). Every endpoint has an order of its own in which it wants the places of the
 * table. They take turns: each takes the first in its order that is still free, until none is.
 *
 * <p>Endpoints of equal weight so own equally many places, give or take one. Weights are kept by
 * turns: the heaviest takes a place in every round, one of half the weight in every other, and all
 * in the first, so that each has at least one. What is rounded up so is at the cost of the
 * heaviest. Rounds are lists, one for each, of who takes its turn then, so that a round costs what
 * is taken in it and not what there are endpoints.
 *
 * <p>The number of places is a prime, so that any step leads through all of them: 65,537 up to
 * 1,024 endpoints, then ten times as many, and again from 10,240 on. Where one of these limits is
 * crossed, nearly every hash gets another endpoint.
 */
final class MaglevTable implements HashTable {
  private static final int[] SIZES = {65_537, 655_373, 6_553_621};
  private static final int PLACES_PER_ENDPOINT = 64;

  private final int[] owners;

  private MaglevTable(int[] owners) {
    this.owners = owners;
  }

  /** The table of at least one endpoint. */
  static MaglevTable of(WeightedEndpoints<?> endpoints) {
    return new MaglevTable(new Turns(endpoints, size(endpoints.size())).taken());
  }

  private static int size(int endpoints) {
    for (int size : SIZES) {
      if (endpoints <= size / PLACES_PER_ENDPOINT) {
        return size;
      }
    }
    return SIZES[SIZES.length - 1];
  }

  @Override
  public int place(long hash) {
    return (int) (((hash >>> 32) * owners.length) >>> 32);
  }

  @Override
  public int next(int place) {
    return place + 1 == owners.length ? 0 : place + 1;
  }

  @Override
  public int owner(int place) {
    return owners[place];
  }

  /** The taking of the places; used once. */
  private static final class Turns {
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

    Turns(WeightedEndpoints<?> endpoints, int size) {
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
}
