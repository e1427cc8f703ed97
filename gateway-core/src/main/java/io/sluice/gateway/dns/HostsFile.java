package io.sluice.gateway.dns;

import io.netty.resolver.HostsFileEntriesProvider;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Names that this machine knows by itself; immutable. */
final class HostsFile {
  private static final String LOCALHOST = "localhost";

  private final Map<String, List<InetAddress>> names;

  /**
   * @param names in lower case; where {@code localhost} is missing it is added (RFC 6761)
   */
  HostsFile(Map<String, List<InetAddress>> names) {
    Map<String, List<InetAddress>> all = new HashMap<>(names);
    all.putIfAbsent(LOCALHOST, List.of(loopback()));
    this.names = Map.copyOf(all);
  }

  /** The system's, as it is now; of a name with both, the IPv4 addresses. Blocks. */
  static HostsFile read() {
    HostsFileEntriesProvider file = HostsFileEntriesProvider.parser().parseSilently();
    Map<String, List<InetAddress>> names = new HashMap<>();
    file.ipv6Entries().forEach((name, addresses) -> put(names, name, addresses));
    file.ipv4Entries().forEach((name, addresses) -> put(names, name, addresses));
    return new HostsFile(names);
  }

  private static void put(
      Map<String, List<InetAddress>> names, String name, List<InetAddress> addresses) {
    names.put(name.toLowerCase(Locale.ROOT), List.copyOf(addresses));
  }

  private static InetAddress loopback() {
    try {
      return InetAddress.getByAddress(LOCALHOST, new byte[] {127, 0, 0, 1});
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  /** The addresses of a name in lower case; null when it is not listed. */
  @Nullable List<InetAddress> find(String name) {
    return names.get(name);
  }
}
