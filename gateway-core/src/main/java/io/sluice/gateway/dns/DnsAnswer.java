package io.sluice.gateway.dns;

import java.net.InetAddress;
import java.util.List;

/**
 * What became of a question.
 *
 * @param addresses for A and AAAA, as they came; empty unless {@link Kind#RECORDS}
 * @param services for SRV, as they came; empty unless {@link Kind#RECORDS}
 * @param ttlSeconds how long the records hold: the smallest of theirs and of the aliases that led
 *     to them; 0 to 2^31-1
 * @param malformed records of the wanted type that could not be read
 * @param detail what went wrong and which server said so, in a few words; empty for records
 */
public record DnsAnswer(
    Kind kind,
    List<InetAddress> addresses,
    List<ServiceRecord> services,
    long ttlSeconds,
    int malformed,
    String detail) {

  /** How it went. */
  public enum Kind {
    /** There are records, though perhaps none that could be read. */
    RECORDS,
    /** A server says that there is no such name (NXDOMAIN). */
    NO_SUCH_NAME,
    /** A server says that the name has no record of this type. */
    NO_RECORDS,
    /** No server gave an answer of use. */
    FAILED
  }

  public DnsAnswer {
    addresses = List.copyOf(addresses);
    services = List.copyOf(services);
  }

  /** An answer without records. */
  public static DnsAnswer none(Kind kind, String detail) {
    return new DnsAnswer(kind, List.of(), List.of(), 0, 0, detail);
  }
}
