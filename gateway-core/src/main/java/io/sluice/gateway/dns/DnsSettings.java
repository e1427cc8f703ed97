package io.sluice.gateway.dns;

import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Whom to ask, and for which full names.
 *
 * @param servers in the order in which they are tried, at least one
 * @param search what is added to names that are not complete, without dots at the ends
 * @param ndots a name with so many dots is first asked for as it is
 */
public record DnsSettings(List<InetSocketAddress> servers, List<String> search, int ndots) {
  private static final int PORT = 53;
  private static final int MOST_SERVERS = 3; // as in the C library
  private static final int MOST_SEARCHED = 32;
  private static final int MOST_NDOTS = 15;

  public DnsSettings {
    servers = List.copyOf(servers);
    search = List.copyOf(search);
    if (servers.isEmpty()) {
      throw new IllegalArgumentException("servers: none (expected: at least one)");
    }
    for (InetSocketAddress server : servers) {
      if (server.isUnresolved()) {
        throw new IllegalArgumentException("servers: " + server + " (expected: an IP address)");
      }
    }
  }

  /** Those servers alone; every name is asked for as it is. */
  public static DnsSettings of(List<InetSocketAddress> servers) {
    return new DnsSettings(servers, List.of(), 1);
  }

  /** What {@code /etc/resolv.conf} says now; the server of this machine without one. Blocks. */
  public static DnsSettings ofSystem() {
    try {
      return parse(Files.readAllLines(Path.of("/etc/resolv.conf"), StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      return parse(List.of());
    }
  }

  /** Reads lines as resolv.conf(5) has them; what it does not know it passes over. */
  static DnsSettings parse(List<String> lines) {
    List<InetSocketAddress> servers = new ArrayList<>();
    List<String> search = new ArrayList<>();
    int ndots = 1;
    for (String line : lines) {
      String[] words = line.strip().split("\\s+", -1);
      switch (words[0]) {
        case "nameserver" -> addServer(words, servers);
        case "search", "domain" -> { // the last one of either counts
          search.clear();
          for (int i = 1; i < words.length && search.size() < MOST_SEARCHED; i++) {
            String domain = withoutDot(words[i]);
            if (!domain.isEmpty()) {
              search.add(domain);
            }
          }
        }
        case "options" -> ndots = ndots(words, ndots);
        default -> {}
      }
    }
    if (servers.isEmpty()) {
      servers.add(new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT));
    }
    return new DnsSettings(servers, search, ndots);
  }

  private static void addServer(String[] words, List<InetSocketAddress> servers) {
    if (words.length > 1 && servers.size() < MOST_SERVERS && isAddress(words[1])) {
      try {
        servers.add(new InetSocketAddress(InetAddress.getByName(words[1]), PORT));
      } catch (UnknownHostException e) {
        // a zone that this machine does not have: as if it were not there
      }
    }
  }

  private static boolean isAddress(String text) {
    return NetUtil.isValidIpV4Address(text) || NetUtil.isValidIpV6Address(text);
  }

  private static int ndots(String[] words, int before) {
    int ndots = before;
    for (String word : words) {
      if (word.startsWith("ndots:")) {
        try {
          ndots = Math.max(0, Math.min(MOST_NDOTS, Integer.parseInt(word.substring(6))));
        } catch (NumberFormatException e) {
          // as if it were not there
        }
      }
    }
    return ndots;
  }

  /** The full names to ask for, in order, until one exists; each with its dot at the end. */
  List<String> candidates(String name) {
    if (name.endsWith(".")) {
      return List.of(name);
    }
    List<String> all = new ArrayList<>(search.size() + 1);
    for (String domain : search) {
      all.add(name + "." + domain + ".");
    }
    all.add(dots(name) >= ndots ? 0 : all.size(), name + ".");
    return all;
  }

  private static int dots(String name) {
    int dots = 0;
    for (int i = 0; i < name.length(); i++) {
      dots += name.charAt(i) == '.' ? 1 : 0;
    }
    return dots;
  }

  private static String withoutDot(String domain) {
    return domain.endsWith(".") ? domain.substring(0, domain.length() - 1) : domain;
  }
}
