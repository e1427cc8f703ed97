package io.sluice.gateway.api;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * What requests are told apart by: an exchange variable by its name ({@code client_ip}, {@code
 * header.x-tenant}), text with variables ({@code "{host}/{client_ip}"}), or a list of such.
 *
 * <p>By itself {@code client_ip} is what a client cannot change at will: the address, of IPv6 the
 * network of 64 bits, such as {@code 2001:db8:0:7::/64}, of which a single customer has all.
 *
 * <p>A list is joined by bars, and a bar within a value is escaped: whatever clients put into their
 * values, two different lists never make one key. Variables without a value count as empty, so that
 * requests without it share a key. A long key is replaced by its digest: what is kept for each key
 * must not grow with what clients send.
 */
public final class Key {
  /** Characters of the longest key. */
  public static final int LONGEST = 200;

  private static final String EXPECTED =
      "a variable such as client_ip or header.x-tenant, or text with {variables}";

  /** One value. */
  private interface Part {
    String in(Exchange exchange);
  }

  private final Part[] parts;
  private final String written;

  private Key(Part[] parts, String written) {
    this.parts = parts;
    this.written = written;
  }

  /**
   * A key of one part.
   *
   * @throws IllegalArgumentException naming the part and what was expected
   */
  public static Key of(String part) {
    return new Key(new Part[] {parse(part)}, part);
  }

  /**
   * A key of several parts.
   *
   * @param parts at least one
   * @throws IllegalArgumentException naming the part and what was expected
   */
  public static Key of(List<String> parts) {
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("[] (expected: " + EXPECTED + ", at least one)");
    }
    Part[] parsed = new Part[parts.size()];
    for (int i = 0; i < parsed.length; i++) {
      parsed[i] = parse(parts.get(i));
    }
    return new Key(parsed, parts.toString());
  }

  private static Part parse(String part) {
    if (part.equals("client_ip")) {
      return Key::network;
    }
    if (!BracedText.of(part).names().isEmpty()) {
      return Template.parse(part)::render;
    }
    String braced = '{' + part + '}';
    if (BracedText.of(braced).names().isEmpty()) {
      throw new IllegalArgumentException('"' + part + "\" (expected: " + EXPECTED + ")");
    }
    return Template.parse(braced)::render;
  }

  private static String network(Exchange exchange) {
    InetAddress address = exchange.clientAddress();
    if (!(address instanceof Inet6Address)) {
      return exchange.clientIp();
    }
    byte[] octets = address.getAddress();
    StringBuilder network = new StringBuilder(24);
    for (int i = 0; i < 8; i += 2) {
      network.append(Integer.toHexString((octets[i] & 0xff) << 8 | (octets[i + 1] & 0xff)));
      network.append(':');
    }
    return network.append(":/64").toString();
  }

  /** The exchange's key, of at most {@link #LONGEST} characters. */
  public String in(Exchange exchange) {
    if (parts.length == 1) {
      return bounded(parts[0].in(exchange));
    }
    StringBuilder joined = new StringBuilder(64);
    for (int i = 0; i < parts.length; i++) {
      if (i > 0) {
        joined.append('|');
      }
      appendEscaped(joined, parts[i].in(exchange));
    }
    return bounded(joined.toString());
  }

  /**
   * Whether some request may have the key {@code text}: one of as many values, joined by bars, as
   * this key has parts.
   */
  public boolean mayBe(String text) {
    if (parts.length == 1) {
      return true;
    }
    int values = 1;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '|') {
        values++;
      }
    }
    return values == parts.length;
  }

  /** What stands for a key whose text is {@code key}: itself, or its digest when it is long. */
  public static String bounded(String key) {
    if (key.length() <= LONGEST) {
      return key;
    }
    try {
      byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
      return "sha256:"
          + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java platform has it
    }
  }

  private static void appendEscaped(StringBuilder out, String value) {
    if (value.indexOf('|') < 0 && value.indexOf('\\') < 0) {
      out.append(value);
      return;
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '|' || c == '\\') {
        out.append('\\');
      }
      out.append(c);
    }
  }

  /** The key as it was written. */
  @Override
  public String toString() {
    return written;
  }
}
