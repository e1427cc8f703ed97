package io.sluice.gateway.dns;

import io.netty.handler.codec.dns.DnsRecordType;

/** What is asked about a name. */
public enum RecordType {
  /** IPv4 addresses. */
  A,
  /** IPv6 addresses. */
  AAAA,
  /** Hosts and ports that offer a service (RFC 2782). */
  SRV;

  DnsRecordType wire() {
    return switch (this) {
      case A -> DnsRecordType.A;
      case AAAA -> DnsRecordType.AAAA;
      case SRV -> DnsRecordType.SRV;
    };
  }
}
