package io.sluice.gateway.config;

import com.google.re2j.Pattern;
import io.netty.util.NetUtil;
import io.sluice.loadbalancer.Address;
import java.util.Locale;

/**
 * The two parts of {@code host:port}.
 *
 * @param host a name or an IP address, in lower case, without brackets
 * @param port 0 to 65535
 */
record HostPort(String host, int port) {
  static final String PATTERN = "(\\[[0-9A-Fa-f:.]+\\]|" + Names.DOMAIN + "):[0-9]{1,5}";
  static final String EXPECTED = "host:port such as 127.0.0.1:9001 or [::1]:9001";
  private static final Pattern NAME = Pattern.compile(Names.DOMAIN);

  /**
   * The server at {@code name:9001}, {@code 127.0.0.1:9001} or {@code [::1]:9001}.
   *
   * @throws IllegalArgumentException saying what was expected
   */
  static Address address(String text) {
    HostPort parts = split(text, EXPECTED, 1);
    return new Address(parts.host, parts.port);
  }

  /**
   * The parts.
   *
   * @param leastPort 0 where that stands for any free port, else 1
   */
  static HostPort split(String text, String expected, int leastPort) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon).toLowerCase(Locale.ROOT);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
      if (!NetUtil.isValidIpV6Address(host)) {
        throw new IllegalArgumentException(Texts.visible(text) + " (expected: " + expected + ")");
      }
    } else if (!NAME.matches(host) || looksLikeBadIp(host)) {
      throw new IllegalArgumentException(Texts.visible(text) + " (expected: " + expected + ")");
    }
    int port = port(text, colon + 1);
    if (port < 0) {
      throw new IllegalArgumentException(Texts.visible(text) + " (expected: " + expected + ")");
    }
    if (port > 65_535 || port < leastPort) {
      throw new IllegalArgumentException(
          Texts.visible(text) + " (expected: a port from " + leastPort + " to 65535)");
    }
    return new HostPort(host, port);
  }

  /** Digits and dots that are no address: a resolver might read 10.1 as 10.0.0.1. */
  private static boolean looksLikeBadIp(String host) {
    char last = host.charAt(host.length() - 1);
    return last >= '0'
        && last <= '9'
        && host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'))
        && !NetUtil.isValidIpV4Address(host);
  }

  private static int port(String text, int from) {
    int port = 0;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9' || i - from > 5) {
        return -1;
      }
      port = port * 10 + (c - '0');
    }
    return text.length() == from ? -1 : port;
  }

  /** As it is parsed: an IPv6 address in brackets. */
  @Override
  public String toString() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
