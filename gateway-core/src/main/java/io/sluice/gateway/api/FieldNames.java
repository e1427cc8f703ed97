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
   * What is left of a name where origins map names to variables (CGI, WSGI, PHP): lower case, and a
   * hyphen for all but letters and digits. Names that are one there are one for {@link
   * Exchange#reserve} too.
   */
  public static String folded(String name) {
    StringBuilder folded = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      folded.append(folded(name.charAt(i)));
    }
    return folded.toString();
  }

  /** The same of one character. */
  public static char folded(char c) {
    boolean upper = c >= 'A' && c <= 'Z';
    boolean plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    return upper ? (char) (c | 0x20) : plain ? c : '-';
  }

  /**
   * Whether the field, in any case, frames a message or concerns one connection (RFC 9110 section
   * 7.6.1, RFC 9112 section 6). The gateway writes it; a filter or a config that did would open the
   * door to request smuggling.
   */
  public static boolean isOfGateway(String name) {
    return OF_GATEWAY.contains(name.toLowerCase(Locale.ROOT));
  }
}
