package io.sluice.gateway.overload;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Which clients send more than a rate, in a fixed piece of memory: each hashes to one of so many
 * leaky counters (the theoretical arrival time of ATM's generic cell rate algorithm). Two clients
 * that share one are taken together, which may make a slow one look fast, never the other way
 * round. Good enough to choose whom to refuse first; no limit to build on.
 */
final class ClientRates {
  private static final int CELLS = 1 << 16;

  private final AtomicLongArray arrivals = new AtomicLongArray(CELLS); // by all workers

  /**
   * Counts a request.
   *
   * @param intervalNanos between two requests of a client that is just slow enough; at least 1
   * @param now nanoseconds of one clock
   * @return whether the client has sent more for about a second, or for ten requests
   */
  boolean isFast(InetAddress client, long intervalNanos, long now) {
    int cell = mixed(hash(client)) & (CELLS - 1);
    long ahead = Math.max(1_000_000_000, 10 * intervalNanos);
    long before = arrivals.get(cell);
    long next = Math.max(before, now) + intervalNanos;
    if (before - now > ahead) {
      return true;
    }
    arrivals.compareAndSet(cell, before, next); // who loses the race is counted another time
    return false;
  }

  /** Of IPv6 only the network counts: a single customer has all of its addresses. */
  private static int hash(InetAddress client) {
    return client instanceof Inet6Address
        ? Long.hashCode(ByteBuffer.wrap(client.getAddress()).getLong())
        : client.hashCode();
  }

  private static int mixed(int hash) {
    int h = hash * 0x9e3779b9;
    return h ^ (h >>> 16);
  }
}
