package io.sluice.loadbalancer;

/**
 * Where a target listens.
 *
 * @param host an IP literal (IPv6 without brackets) or a name
 * @param port 1 to 65535
 */
public record Address(String host, int port) {
  public Address {
    if (host.isEmpty() || host.indexOf('[') >= 0 || host.indexOf(']') >= 0) {
      throw new IllegalArgumentException(
          "host: '" + host + "' (expected: a name or an IP address, without brackets)");
    }
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("port: " + port + " (expected: 1 to 65535)");
    }
  }

  /**
   * Parses {@code host:port} or {@code [ipv6]:port}.
   *
   * @throws IllegalArgumentException naming the text and what was expected
   */
  public static Address parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon <= 0) {
      throw malformed(text);
    }
    String host = text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.indexOf(':') >= 0) {
      throw malformed(text); // without brackets the last group could be taken for the port
    }
    int port = portIn(text, colon + 1);
    if (host.isEmpty() || port < 1 || port > 65535) {
      throw malformed(text);
    }
    return new Address(host, port);
  }

  /** The digits from {@code start} on as a number, or -1. */
  private static int portIn(String text, int start) {
    if (start == text.length() || text.length() - start > 5) {
      return -1;
    }
    int port = 0;
    for (int i = start; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      port = port * 10 + (c - '0');
    }
    return port;
  }

  private static IllegalArgumentException malformed(String text) {
    return new IllegalArgumentException(
        "address: '" + text + "' (expected: host:port or [ipv6]:port, port 1 to 65535)");
  }

  /** {@code host:port}, or {@code [ipv6]:port}. */
  @Override
  public String toString() {
    return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
  }
}
