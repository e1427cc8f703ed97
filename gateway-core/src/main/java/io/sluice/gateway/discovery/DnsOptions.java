package io.sluice.gateway.discovery;

import io.sluice.gateway.dns.RecordType;
import java.time.Duration;

/**
 * What {@link DnsDiscovery} watches.
 *
 * @param upstream whose targets they are, for the log
 * @param name what is asked for; with a dot at the end exactly that name, else as the search list
 *     says
 * @param record which records
 * @param port of the targets, 1 to 65535; 0 for {@link RecordType#SRV}, which brings its own
 * @param refresh how long after an answer it is asked again, 1 s to a day; zero: as long as the
 *     records' TTL says
 */
public record DnsOptions(
    String upstream, String name, RecordType record, int port, Duration refresh) {
  private static final Duration LEAST = Duration.ofSeconds(1);
  private static final Duration MOST = Duration.ofDays(1);
  private static final int MOST_NAME = 254; // with the dot at its end

  public DnsOptions {
    if (!isName(name)) {
      throw new IllegalArgumentException("name: '" + name + "' (expected: a name in DNS)");
    }
    if (record == RecordType.SRV) {
      if (port != 0) {
        throw new IllegalArgumentException("port: " + port + " (expected: none with record srv)");
      }
    } else if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("port: " + port + " (expected: 1 to 65535)");
    }
    if (!refresh.isZero() && (refresh.compareTo(LEAST) < 0 || refresh.compareTo(MOST) > 0)) {
      throw new IllegalArgumentException(
          "refresh: " + refresh.toMillis() + "ms (expected: 0, or 1 s to 24 h)");
    }
  }

  /** Labels of 1 to 63 bytes with dots between them; ASCII alone. */
  private static boolean isName(String name) {
    int label = 0;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '.') {
        if (label == 0) {
          return false;
        }
        label = 0;
      } else if (c <= ' ' || c > '~' || ++label > 63) {
        return false;
      }
    }
    return !name.isEmpty() && name.length() <= MOST_NAME;
  }

  /** For messages. */
  @Override
  public String toString() {
    return record + " " + name;
  }
}
