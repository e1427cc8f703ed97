package io.sluice.admin;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Who has come with wrong tokens lately. Each address may be wrong a few times, then once a second;
 * until then no token of its own is looked at, so that guesses learn nothing. Whoever shares the
 * address waits with it: a guesser must not be told whether somebody else's token was right.
 * Confined to the admin event loop.
 */
final class Attempts {
  static final int AT_ONCE = 20;
  static final int MOST_ADDRESSES = 4096;

  private static final long NANOS_EACH = 1_000_000_000L;

  private final LongSupplier nanoTime;

  /** When an address has used up what it may do, by address; who was wrong last stands last. */
  private final Map<String, Long> until = new LinkedHashMap<>(16, 0.75f, true);

  Attempts(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Whether tokens of an address are looked at now. */
  boolean allowed(InetAddress address) {
    Long paidAt = until.get(network(address));
    return paidAt == null || paidAt - nanoTime.getAsLong() <= (AT_ONCE - 1) * NANOS_EACH;
  }

  /** A token of an address was wrong. */
  void failed(InetAddress address) {
    long now = nanoTime.getAsLong();
    String network = network(address);
    Long paidAt = until.get(network);
    long from = paidAt == null || paidAt - now < 0 ? now : paidAt;
    until.put(network, from + NANOS_EACH);
    if (until.size() > MOST_ADDRESSES) {
      until.remove(until.keySet().iterator().next());
    }
  }

  /** A client of IPv6 has a whole network to choose from. */
  private static String network(InetAddress address) {
    byte[] bytes = address.getAddress();
    return address instanceof Inet6Address && !address.isLoopbackAddress()
        ? Arrays.toString(Arrays.copyOf(bytes, 8))
        : Arrays.toString(bytes);
  }
}
