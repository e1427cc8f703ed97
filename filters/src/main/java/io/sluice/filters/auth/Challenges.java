package io.sluice.filters.auth;

/** Values of WWW-Authenticate (RFC 9110 section 11.6.1). */
public final class Challenges {

  /** What a realm may be: one line of visible ASCII and spaces. */
  public static final String REALM = "[ -~]{1,128}";

  private Challenges() {}

  /** {@code scheme realm="..."}. */
  public static String of(String scheme, String realm) {
    return scheme + " realm=" + quoted(realm);
  }

  /** A quoted string (RFC 9110 section 5.6.4). */
  public static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
