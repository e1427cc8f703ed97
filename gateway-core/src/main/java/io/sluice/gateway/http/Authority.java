package io.sluice.gateway.http;

import java.util.Locale;

/** A host with an optional port (RFC 3986 3.2.2), without user information. */
public final class Authority {
  private Authority() {}

  /**
   * Whether {@code b[from, to)} is a non-empty registered name, IPv4 or bracketed IPv6 address, and
   * a port if any.
   */
  static boolean isValid(byte[] b, int from, int to) {
    int at = from;
    if (at < to && b[at] == '[') {
      at++;
      while (at < to && (Chars.hex(b[at]) >= 0 || b[at] == ':' || b[at] == '.')) {
        at++;
      }
      if (at == to || b[at] != ']' || at < from + 3) {
        return false;
      }
      at++;
    } else {
      while (at < to && isNamePart(b[at])) {
        at++;
      }
      if (at == from) {
        return false;
      }
    }
    if (at == to) {
      return true;
    }
    return b[at] == ':' && isPort(b, at + 1, to);
  }

  private static boolean isPort(byte[] b, int from, int to) {
    int port = 0;
    for (int i = from; i < to; i++) {
      if (!Chars.isDigit(b[i])) {
        return false;
      }
      port = Math.min(port * 10 + (b[i] - '0'), 1 << 20);
    }
    return to > from && port <= 0xffff;
  }

  /** Letters, digits, and what names in use have: no percent escapes, no sub-delimiters. */
  private static boolean isNamePart(byte b) {
    byte lower = Chars.lower(b);
    return (lower >= 'a' && lower <= 'z') || Chars.isDigit(b) || b == '-' || b == '.' || b == '_';
  }

  /** The host in lower case, without port and without a trailing dot. */
  public static String host(String authority) {
    int colon = portAt(authority);
    int end = colon < 0 ? authority.length() : colon;
    if (end > 1 && authority.charAt(end - 1) == '.') {
      end--;
    }
    return authority.substring(0, end).toLowerCase(Locale.ROOT);
  }

  /** Where the port begins, at its colon; negative when there is none. */
  public static int portAt(String authority) {
    int colon = authority.lastIndexOf(':');
    return colon > authority.lastIndexOf(']') ? colon : -1;
  }
}
