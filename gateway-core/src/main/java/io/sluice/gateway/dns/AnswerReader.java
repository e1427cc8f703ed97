package io.sluice.gateway.dns;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.dns.DefaultDnsRecordDecoder;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsSection;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads one response: follows the aliases in it, and takes the records that stand at their end.
 * Records of other names are not believed.
 */
final class AnswerReader {
  static final int MOST_ALIASES = 8;
  private static final int SRV_FIXED_BYTES = 6;

  private record Alias(String to, long ttlSeconds) {}

  private final RecordType type;
  final List<InetAddress> addresses = new ArrayList<>();
  final List<ServiceRecord> services = new ArrayList<>();
  int malformed;

  /** Where the aliases end, with its dot. */
  String name;

  int aliases;

  /** Smallest of all that was read; that of earlier responses to begin with. */
  long ttlSeconds;

  AnswerReader(String name, RecordType type, int aliases, long ttlSeconds) {
    this.name = lower(name);
    this.type = type;
    this.aliases = aliases;
    this.ttlSeconds = ttlSeconds;
  }

  boolean foundAny() {
    return !addresses.isEmpty() || !services.isEmpty() || malformed > 0;
  }

  /** Reads it; the caller releases. */
  void read(DnsResponse response) {
    Map<String, Alias> known = new HashMap<>();
    int count = response.count(DnsSection.ANSWER);
    for (int i = 0; i < count; i++) {
      DnsRecord record = response.recordAt(DnsSection.ANSWER, i);
      if (record.type().equals(DnsRecordType.CNAME) && record instanceof DnsRawRecord raw) {
        readAlias(raw, known);
      }
    }
    Alias alias = known.get(name);
    while (alias != null && aliases <= MOST_ALIASES) {
      name = alias.to;
      aliases++;
      ttlSeconds = Math.min(ttlSeconds, alias.ttlSeconds);
      alias = known.get(name);
    }
    for (int i = 0; i < count; i++) {
      DnsRecord record = response.recordAt(DnsSection.ANSWER, i);
      if (record.type().equals(type.wire()) && lower(record.name()).equals(name)) {
        read(record);
      }
    }
  }

  private static void readAlias(DnsRawRecord raw, Map<String, Alias> into) {
    try {
      String to = lower(DefaultDnsRecordDecoder.decodeName(raw.content().duplicate()));
      into.put(lower(raw.name()), new Alias(to, raw.timeToLive()));
    } catch (RuntimeException e) {
      // what leads nowhere is no alias: then there are no records either
    }
  }

  private void read(DnsRecord record) {
    ttlSeconds = Math.min(ttlSeconds, record.timeToLive());
    try {
      if (!(record instanceof DnsRawRecord raw)) {
        malformed++;
      } else if (type == RecordType.SRV) {
        services.add(service(raw.content().duplicate()));
      } else {
        addresses.add(address(raw.content()));
      }
    } catch (RuntimeException | UnknownHostException e) {
      malformed++;
    }
  }

  private InetAddress address(ByteBuf content) throws UnknownHostException {
    byte[] bytes = new byte[type == RecordType.A ? 4 : 16];
    if (content.readableBytes() != bytes.length) {
      throw new IllegalArgumentException("length " + content.readableBytes());
    }
    content.getBytes(content.readerIndex(), bytes);
    InetAddress address = InetAddress.getByAddress(bytes);
    if (address.isAnyLocalAddress() || address.isMulticastAddress()) {
      throw new IllegalArgumentException("no server has it");
    }
    return address;
  }

  private static ServiceRecord service(ByteBuf content) {
    if (content.readableBytes() <= SRV_FIXED_BYTES) {
      throw new IllegalArgumentException("length " + content.readableBytes());
    }
    int priority = content.readUnsignedShort();
    int weight = content.readUnsignedShort();
    int port = content.readUnsignedShort();
    String host = lower(DefaultDnsRecordDecoder.decodeName(content));
    return new ServiceRecord(priority, weight, port, host.substring(0, host.length() - 1));
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
