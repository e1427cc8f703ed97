package io.sluice.filters.iprestriction;

import io.sluice.gateway.config.Cidr;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * The addresses of many networks, for a quick answer. IPv4 and IPv6 are apart, as they are for
 * {@link Cidr}: {@code ::/0} holds no IPv4 address, mapped or not.
 */
final class AddressSet {
  /** Last half of an IPv4-mapped IPv6 address before its 32 bits. */
  private static final long MAPPED = 0x0000_FFFF_0000_0000L;

  private final NetworkTable v4;
  private final NetworkTable v6;

  private AddressSet(NetworkTable v4, NetworkTable v6) {
    this.v4 = v4;
    this.v6 = v6;
  }

  static AddressSet of(List<Cidr> networks) {
    List<Cidr> v4 = new ArrayList<>();
    List<Cidr> v6 = new ArrayList<>();
    for (Cidr network : networks) {
      (network.isV4() ? v4 : v6).add(network);
    }
    return new AddressSet(NetworkTable.of(v4), NetworkTable.of(v6));
  }

  boolean isEmpty() {
    return v4.isEmpty() && v6.isEmpty();
  }

  boolean contains(InetAddress address) {
    // The JDK turns IPv4-mapped addresses into Inet4Address, so the class tells the family.
    if (address instanceof Inet4Address) {
      if (v4.isEmpty()) {
        return false;
      }
      byte[] bytes = address.getAddress();
      return v4.contains(0, MAPPED | word(bytes, 0));
    }
    if (v6.isEmpty()) {
      return false;
    }
    byte[] bytes = address.getAddress();
    return v6.contains(
        word(bytes, 0) << 32 | word(bytes, 4), word(bytes, 8) << 32 | word(bytes, 12));
  }

  private static long word(byte[] bytes, int at) {
    return (bytes[at] & 0xFFL) << 24
        | (bytes[at + 1] & 0xFF) << 16
        | (bytes[at + 2] & 0xFF) << 8
        | (bytes[at + 3] & 0xFF);
  }
}
