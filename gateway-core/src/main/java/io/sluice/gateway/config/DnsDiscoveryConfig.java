package io.sluice.gateway.config;

import io.netty.util.NetUtil;
import io.sluice.gateway.api.Option;
import io.sluice.loadbalancer.Address;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** The servers that a name in the DNS stands for. */
public record DnsDiscoveryConfig(
    @Option(value = "The name to look up.", pattern = Names.DNS_NAME) String name,
    @Option(
            value = "Port of the servers; with srv none, since its records tell it.",
            orElse = "0",
            min = 0,
            max = 65_535)
        int port,
    @Option(value = "Which records.", orElse = "a") RecordType record,
    @Option(value = "How often, 1s to 24h. 0 = as the records' TTL says.", orElse = "0s")
        Duration refresh,
    @Option("Name servers, IP address and port. None = those of the system.")
        List<Address> servers) {

  /** Its name in the document. */
  public static final String TYPE = "dns";

  private static final Duration LEAST_REFRESH = Duration.ofSeconds(1);
  private static final Duration MOST_REFRESH = Duration.ofHours(24);

  /** Kinds of DNS records. */
  public enum RecordType {
    /** IPv4 addresses. */
    A,
    /** IPv6 addresses. */
    AAAA,
    /** Names with ports, weights and priorities (RFC 2782). */
    SRV
  }

  public DnsDiscoveryConfig {
    if (NetUtil.isValidIpV4Address(name)) {
      throw new IllegalArgumentException("name: " + name + " (expected: a name, no address)");
    }
    if (record == RecordType.SRV && port != 0) {
      throw new IllegalArgumentException(
          "port: " + port + " (expected: none with record srv, which tells each server's port)");
    }
    if (record != RecordType.SRV && port == 0) {
      throw new IllegalArgumentException(
          "port: missing (expected: 1 to 65535 with record "
              + record.name().toLowerCase(Locale.ROOT)
              + ")");
    }
    boolean bounded = refresh.compareTo(LEAST_REFRESH) >= 0 && refresh.compareTo(MOST_REFRESH) <= 0;
    if (!refresh.isZero() && !bounded) {
      throw new IllegalArgumentException(
          "refresh: " + Durations.format(refresh) + " (expected: 0, or 1s to 24h)");
    }
    for (int i = 0; i < servers.size(); i++) {
      String host = servers.get(i).host();
      if (!NetUtil.isValidIpV4Address(host) && !NetUtil.isValidIpV6Address(host)) {
        throw new IllegalArgumentException(
            "servers[" + i + "]: " + servers.get(i) + " (expected: an IP address and port)");
      }
    }
  }
}
