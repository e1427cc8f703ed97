package io.sluice.gateway.http;

/**
 * Fields that claim what only a proxy may say: {@code X-Forwarded-*}, {@code X-Real-IP}, {@code
 * Forwarded}, {@code Client-Cert} and {@code Client-Cert-Chain} (RFC 9440 section 4), and the twins
 * of those and of framing fields, such as {@code X_Real_IP}, which origins that map names to
 * variables cannot tell from the real ones.
 */
public final class Impostors {
  private static final String[] CLAIMS = {"x-forwarded-", "x-real-ip"};
  private static final String CERTIFICATES = "client-cert"; // and client-cert-chain (RFC 9440)
  private static final String[] TWINS = {
    "x-forwarded-",
    "x-real-ip",
    "x-request-id",
    "client-cert",
    "content-length",
    "transfer-encoding"
  };

  private Impostors() {}

  /** Removes the twins and Proxy always, and the claims unless the peer is trusted. */
  public static void remove(WireHeaders fields, boolean trusted) {
    fields.remove(FieldName.PROXY); // CVE-2016-5385: origins would take it for HTTP_PROXY
    if (!trusted) {
      fields.remove(FieldName.FORWARDED);
    }
    byte[] bytes = fields.bytes();
    for (int i = 0; i < fields.entryCount(); i++) {
      int length = fields.nameLength(i);
      int start = fields.nameOffset(i);
      if (length > 0 && isImpostor(bytes, start, length, trusted)) {
        fields.removeAt(i);
      }
    }
  }

  private static boolean isImpostor(byte[] bytes, int start, int length, boolean trusted) {
    if (isTwin(bytes, start, length)) {
      return begins(bytes, start, length, TWINS);
    }
    return !trusted
        && switch (Chars.lower(bytes[start])) {
          case 'x' -> begins(bytes, start, length, CLAIMS);
          case 'c' -> begins(bytes, start, length, CERTIFICATES);
          default -> false;
        };
  }

  /** Whether it has a character that origins may take for a hyphen. */
  private static boolean isTwin(byte[] bytes, int start, int length) {
    for (int i = start; i < start + length; i++) {
      if (bytes[i] != '-' && Chars.tokenFolded(bytes[i]) == '-') {
        return true;
      }
    }
    return false;
  }

  private static boolean begins(byte[] bytes, int start, int length, String[] prefixes) {
    for (String prefix : prefixes) {
      if (begins(bytes, start, length, prefix)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the name begins with {@code prefix} as origins may read it. */
  private static boolean begins(byte[] bytes, int start, int length, String prefix) {
    if (length < prefix.length()) {
      return false;
    }
    for (int i = 0; i < prefix.length(); i++) {
      if (Chars.tokenFolded(bytes[start + i]) != prefix.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
