package io.sluice.gateway.api;

import java.util.Locale;
import java.util.Set;

/** Which header fields are the gateway's own. */
public final class FieldNames {
  private static final Set<String> OF_GATEWAY =
      Set.of(
          "connection",
          "content-length",
          "expect",
          "keep-alive",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private FieldNames() {}

  /**
   * Whether the field, in any case, frames a message or concerns one connection (RFC 9110 section
   * 7.6.1, RFC 9112 section 6). The gateway writes it; a filter or a config that did would open the
   * door to request smuggling.
   */
  public static boolean isOfGateway(String name) {
    return OF_GATEWAY.contains(name.toLowerCase(Locale.ROOT));
  }
}
