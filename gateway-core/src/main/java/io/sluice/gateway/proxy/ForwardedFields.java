package io.sluice.gateway.proxy;

import io.netty.util.NetUtil;
import io.sluice.gateway.http.FieldName;
import io.sluice.gateway.http.WireHeaders;
import io.sluice.gateway.snapshot.ListenerRules;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Who the client is, and what the origin is told of it. What a peer says of its own clients is
 * believed only of a trusted proxy; everybody else's Forwarded and X-Forwarded-* are dropped, since
 * any client can write them.
 */
final class ForwardedFields {
  private static final String VIA = "1.1 sluice";

  private ForwardedFields() {}

  /**
   * The nearest address in X-Forwarded-For, from the right, that is not itself a trusted proxy;
   * null when there is none to believe. Of several lines the last is the nearest: a proxy may add
   * its own below what the client wrote.
   */
  static @Nullable InetAddress client(WireHeaders headers, ListenerRules rules) {
    String chain = joined(headers);
    if (chain == null) {
      return null;
    }
    InetAddress nearest = null;
    int end = chain.length();
    while (end > 0) {
      int comma = chain.lastIndexOf(',', end - 1);
      InetAddress address = parse(chain.substring(comma + 1, end).trim());
      if (address == null) {
        return nearest; // what stands before garbage is nobody's word
      }
      nearest = address;
      if (!rules.trusts(address)) {
        return nearest;
      }
      end = comma;
    }
    return nearest;
  }

  private static @Nullable InetAddress parse(String text) {
    InetAddress address = NetUtil.createInetAddressFromIpAddressString(text);
    int colon = text.lastIndexOf(':');
    if (address == null && colon > 0) { // with a port: 192.0.2.1:4711 or [2001:db8::1]:4711
      String host = text.substring(0, colon);
      address = NetUtil.createInetAddressFromIpAddressString(host);
    }
    return address;
  }

  /** Sets what the origin gets. */
  static void apply(WireHeaders headers, ClientInfo client, String authority, boolean trusted) {
    String chain = null;
    if (trusted) {
      chain = joined(headers);
    } else {
      headers.remove(FieldName.FORWARDED);
    }
    headers.set(
        FieldName.X_FORWARDED_FOR, chain == null ? client.ip() : chain + ", " + client.ip());
    setUnlessTrusted(headers, FieldName.X_FORWARDED_PROTO, client.scheme(), trusted);
    if (!authority.isEmpty()) {
      setUnlessTrusted(headers, FieldName.X_FORWARDED_HOST, authority, trusted);
    }
    setUnlessTrusted(headers, FieldName.X_FORWARDED_PORT, client.port(), trusted);
    headers.append(FieldName.VIA, VIA);
  }

  private static @Nullable String joined(WireHeaders headers) {
    String first = headers.get(FieldName.X_FORWARDED_FOR);
    if (first == null) {
      return null;
    }
    return String.join(", ", headers.getAll(FieldName.X_FORWARDED_FOR.name()));
  }

  private static void setUnlessTrusted(
      WireHeaders headers, FieldName name, String value, boolean trusted) {
    if (!trusted || !headers.has(name)) {
      headers.set(name, value);
    }
  }
}
