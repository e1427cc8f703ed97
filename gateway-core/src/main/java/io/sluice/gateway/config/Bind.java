package io.sluice.gateway.config;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Where a listener binds.
 *
 * @param host an IP address, without brackets
 * @param port 0 to 65535; 0 = any free one
 */
public record Bind(String host, int port) {
  static final String PATTERN = "(\\[[0-9A-Fa-f:.%a-z]+\\]|[0-9.]+|localhost):[0-9]{1,5}";
  static final String EXPECTED = "an address and port such as 0.0.0.0:8080 or [::]:8080";

  /**
   * Parses {@code 0.0.0.0:8080}, {@code [::]:8080} or {@code localhost:8080}. Other names are
   * refused: what they resolve to may change under a running gateway.
   *
   * @throws IllegalArgumentException saying what was expected
   */
  public static Bind parse(String text) {
    HostPort address = HostPort.split(text, EXPECTED, 0);
    String host = address.host().equals("localhost") ? "127.0.0.1" : address.host();
    if (!NetUtil.isValidIpV4Address(host) && !NetUtil.isValidIpV6Address(host)) {
      throw new IllegalArgumentException(Texts.visible(text) + " (expected: " + EXPECTED + ")");
    }
    return new Bind(host, address.port());
  }

  /** The address to bind; needs no name service. */
  public InetSocketAddress socketAddress() {
    return new InetSocketAddress(ip(), port);
  }

  /** The host as an address. */
  InetAddress ip() {
    InetAddress ip = NetUtil.createInetAddressFromIpAddressString(host);
    if (ip == null) {
      throw new IllegalStateException(host + " (expected: an IP address)");
    }
    return ip;
  }

  @Override
  public String toString() {
    return new HostPort(host, port).toString();
  }
}
