package io.sluice.gateway.proxy;

import io.netty.util.NetUtil;
import io.sluice.gateway.http.FieldBlock;
import io.sluice.gateway.http.FieldName;
import io.sluice.gateway.http.WireHeaders;
import io.sluice.gateway.snapshot.ListenerRules;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Who the client is, and what the origin is told of it. What a peer says of its own clients is
 * believed only of a trusted proxy; everybody else's Forwarded and X-Forwarded-* are dropped, since
 * any client can write them.
 *
 * <p>Of a trusted proxy that sends both, X-Forwarded-* counts, and Forwarded is not looked at: many
 * proxies write those and pass on the Forwarded that a client made up. Of several values the last
 * is the nearest proxy's own.
 */
final class ForwardedFields {
  private static final String VIA = "1.1 sluice";

  private ForwardedFields() {}

  /**
   * The nearest address, from the right, that is not itself a trusted proxy; null when there is
   * none to believe.
   */
  static @Nullable InetAddress client(WireHeaders headers, ListenerRules rules) {
    String chain = chain(headers);
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

  /** The scheme that the client used, or null when there is none to believe. */
  static @Nullable String scheme(WireHeaders headers) {
    String all =
        speaksStandard(headers)
            ? forwarded(headers, "proto")
            : joined(headers, FieldName.X_FORWARDED_PROTO);
    if (all == null) {
      return null;
    }
    String last = all.substring(all.lastIndexOf(',') + 1).trim();
    if (last.equalsIgnoreCase("https")) {
      return "https";
    }
    return last.equalsIgnoreCase("http") ? "http" : null;
  }

  /** What the origin of an untrusted client gets, in place of what the client said. */
  static FieldBlock of(ClientInfo client, String authority) {
    WireHeaders fields = new WireHeaders();
    fields.append(FieldName.X_FORWARDED_FOR, client.ip());
    fields.append(FieldName.X_FORWARDED_PROTO, client.scheme());
    if (!authority.isEmpty()) {
      fields.append(FieldName.X_FORWARDED_HOST, authority);
    }
    fields.append(FieldName.X_FORWARDED_PORT, client.port());
    fields.append(FieldName.VIA, VIA);
    return new FieldBlock(fields);
  }

  /** Adds to what a trusted proxy said. */
  static void extend(WireHeaders headers, ClientInfo client, String authority, String scheme) {
    String chain = chain(headers);
    headers.set(
        FieldName.X_FORWARDED_FOR, chain == null ? client.ip() : chain + ", " + client.ip());
    headers.set(FieldName.X_FORWARDED_PROTO, scheme);
    if (!authority.isEmpty() && !headers.has(FieldName.X_FORWARDED_HOST)) {
      headers.set(FieldName.X_FORWARDED_HOST, authority);
    }
    if (!headers.has(FieldName.X_FORWARDED_PORT)) {
      headers.set(FieldName.X_FORWARDED_PORT, client.port());
    }
    if (headers.has(FieldName.FORWARDED)) {
      boolean v6 = client.ip().indexOf(':') >= 0;
      String node = v6 ? "\"[" + client.ip() + "]\"" : client.ip();
      headers.append(FieldName.FORWARDED, "for=" + node + ";proto=" + client.scheme());
    }
    headers.append(FieldName.VIA, VIA);
  }

  private static @Nullable String chain(WireHeaders headers) {
    return speaksStandard(headers)
        ? forwarded(headers, "for")
        : joined(headers, FieldName.X_FORWARDED_FOR);
  }

  /** Whether Forwarded counts: never half of what one proxy says and half of another. */
  private static boolean speaksStandard(WireHeaders headers) {
    return !headers.has(FieldName.X_FORWARDED_FOR) && !headers.has(FieldName.X_FORWARDED_PROTO);
  }

  private static @Nullable String forwarded(WireHeaders headers, String parameter) {
    return headers.has(FieldName.FORWARDED)
        ? ForwardedElements.values(headers.getAll(FieldName.FORWARDED.name()), parameter)
        : null;
  }

  private static @Nullable String joined(WireHeaders headers, FieldName name) {
    return headers.has(name) ? String.join(", ", headers.getAll(name.name())) : null;
  }
}
