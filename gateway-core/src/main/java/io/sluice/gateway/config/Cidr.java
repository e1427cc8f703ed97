package io.sluice.gateway.config;

import io.netty.util.NetUtil;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * A network of IP addresses: {@code 10.0.0.0/8}, {@code 2001:db8::/32}, or one address. An IPv4
 * network is kept as its IPv4-mapped IPv6 one, so that one comparison of 128 bits serves both; an
 * IPv4-mapped address counts as IPv4 everywhere, and no IPv6 network holds an IPv4 address.
 */
public final class Cidr {
  static final String PATTERN = "[0-9A-Fa-f:.]+(/[0-9]{1,3})?";
  static final String EXPECTED = "a network such as 10.0.0.0/8 or 2001:db8::/32";
  private static final long MAPPED = 0x0000_FFFF_0000_0000L;

  private final long high;
  private final long low;
  private final int prefix;

  private Cidr(long high, long low, int prefix) {
    this.high = high;
    this.low = low;
    this.prefix = prefix;
  }

  /**
   * Parses a network, or one address.
   *
   * @throws IllegalArgumentException saying what was expected; also when bits are set behind the
   *     prefix, which is most often a slip
   */
  public static Cidr parse(String text) {
    int slash = text.indexOf('/');
    byte[] bytes = bytes(slash < 0 ? text : text.substring(0, slash));
    if (bytes.length == 0) {
      throw new IllegalArgumentException(Texts.visible(text) + " (expected: " + EXPECTED + ")");
    }
    int bits = text.indexOf(':') < 0 ? 32 : 128;
    long high = bytes.length == 4 ? 0 : longAt(bytes, 0);
    long low = bytes.length == 4 ? MAPPED | intAt(bytes, 0) : longAt(bytes, 8);
    int length = slash < 0 ? bits : prefixLength(text, slash + 1, bits);
    int prefix = length + 128 - bits;
    Cidr network = new Cidr(high & maskHigh(prefix), low & maskLow(prefix), prefix);
    if (network.high != high || network.low != low) {
      throw new IllegalArgumentException(
          Texts.visible(text) + " (expected: " + network + ", no bits behind the prefix)");
    }
    return network;
  }

  /**
   * The address in 4 or 16 bytes, 4 also for an IPv4-mapped one; empty when it is none. The JDK
   * asks no name service for what is known to be an address.
   */
  private static byte[] bytes(String address) {
    boolean plain = address.indexOf('%') < 0;
    if (!NetUtil.isValidIpV4Address(address) && !(plain && NetUtil.isValidIpV6Address(address))) {
      return new byte[0];
    }
    try {
      return InetAddress.getByName(address).getAddress();
    } catch (UnknownHostException e) {
      return new byte[0];
    }
  }

  private static int prefixLength(String text, int from, int most) {
    int length = 0;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9' || i - from > 2) {
        throw new IllegalArgumentException(Texts.visible(text) + " (expected: " + EXPECTED + ")");
      }
      length = length * 10 + (c - '0');
    }
    if (text.length() == from || length > most) {
      throw new IllegalArgumentException(
          Texts.visible(text) + " (expected: a prefix from 0 to " + most + ")");
    }
    return length;
  }

  /**
   * Whether the address lies in the network. For an IPv4 address this allocates nothing; for an
   * IPv6 one the JDK copies its 16 bytes: on a hot path keep them and use {@link
   * #contains(byte[])}.
   */
  public boolean contains(InetAddress address) {
    if (address instanceof Inet4Address && V4_HASH_IS_ADDRESS) {
      return contains(0, MAPPED | (address.hashCode() & 0xFFFF_FFFFL));
    }
    return contains(address.getAddress());
  }

  /** Whether the address of 4 or 16 bytes, in network order, lies in the network. */
  public boolean contains(byte[] address) {
    return switch (address.length) {
      case 4 -> contains(0, MAPPED | intAt(address, 0));
      case 16 -> contains(longAt(address, 0), longAt(address, 8));
      default -> false;
    };
  }

  /** First 64 bits of the first address; an IPv4 network is at ::ffff:0:0/96, so 0. */
  public long high() {
    return high;
  }

  /** Last 64 bits of the first address. */
  public long low() {
    return low;
  }

  /** Bits that all its addresses share, of 128: 96 more than is written for an IPv4 network. */
  public int prefix() {
    return prefix;
  }

  private boolean contains(long addressHigh, long addressLow) {
    return ((addressHigh ^ high) & maskHigh(prefix)) == 0
        && ((addressLow ^ low) & maskLow(prefix)) == 0
        && isV4() == isMapped(addressHigh, addressLow);
  }

  /** Whether it holds IPv4 addresses, and only such. */
  public boolean isV4() {
    return prefix >= 96 && isMapped(high, low);
  }

  private static boolean isMapped(long high, long low) {
    return high == 0 && (low & 0xFFFF_FFFF_0000_0000L) == MAPPED;
  }

  private static long maskHigh(int prefix) {
    return prefix == 0 ? 0 : prefix >= 64 ? -1L : -1L << (64 - prefix);
  }

  private static long maskLow(int prefix) {
    return prefix <= 64 ? 0 : -1L << (128 - prefix);
  }

  private static long intAt(byte[] bytes, int at) {
    return (bytes[at] & 0xFFL) << 24
        | (bytes[at + 1] & 0xFF) << 16
        | (bytes[at + 2] & 0xFF) << 8
        | (bytes[at + 3] & 0xFF);
  }

  private static long longAt(byte[] bytes, int at) {
    return intAt(bytes, at) << 32 | intAt(bytes, at + 4);
  }

  /**
   * Every JDK hashes an IPv4 address to its 32 bits, which spares the copy; but none promises it.
   */
  private static final boolean V4_HASH_IS_ADDRESS = probeHash();

  private static boolean probeHash() {
    byte[] probe = {(byte) 0xC0, 0x01, (byte) 0xFE, 0x7F};
    try {
      return InetAddress.getByAddress(probe).hashCode() == (int) intAt(probe, 0);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e); // four bytes are always an address
    }
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Cidr that && high == that.high && low == that.low && prefix == that.prefix;
  }

  @Override
  public int hashCode() {
    return (Long.hashCode(high) * 31 + Long.hashCode(low)) * 31 + prefix;
  }

  /** The network as {@link #parse} reads it. */
  @Override
  public String toString() {
    boolean v4 = isV4();
    byte[] bytes = new byte[v4 ? 4 : 16];
    for (int i = 0; i < bytes.length; i++) {
      int fromEnd = bytes.length - 1 - i;
      bytes[i] = (byte) ((fromEnd < 8 ? low : high) >>> (fromEnd % 8 * 8));
    }
    return NetUtil.bytesToIpAddress(bytes) + "/" + (v4 ? prefix - 96 : prefix);
  }
}
