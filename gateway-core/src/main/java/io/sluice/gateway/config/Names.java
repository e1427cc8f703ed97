package io.sluice.gateway.config;

import com.google.re2j.Pattern;
import io.sluice.gateway.api.WarmAddress;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Patterns (RE2 syntax) of names that the document holds. */
final class Names {

  /** Ids of routes, upstreams and listeners: they label metrics and stand in URLs. */
  static final String ID = "[A-Za-z0-9_.:-]{1,128}";

  /** RFC 9110 token. */
  static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

  /** Methods are case-sensitive: one in lower case would never match. */
  static final String METHOD = "[A-Z][A-Z0-9_-]*";

  /** A path as requests have it: visible ASCII, no query, no fragment, no backslash. */
  static final String PATH = "/[!\"$->@-\\[\\]-~]*";

  /** A header field's value (RFC 9110): no CR, LF or NUL could split the message. */
  static final String FIELD_VALUE = "[\\t -~\\x80-\\xff]*";

  /** What a URI in a field is made of: anything else has to be percent-encoded. */
  static final String URI = "[!-~]+";

  /** What a health check asks for: a path that may have a query. */
  static final String PATH_AND_QUERY = "/[!\"$-\\[\\]-~]*";

  /** How a health check asks. */
  static final String PROBE_METHOD = "GET|HEAD";

  /** What a retry goes by. */
  static final String RETRY_ON = "connect_failure|refused|reset|[45][0-9][0-9]";

  /** A field value that is not empty. */
  static final String LINE = "[^\\x00-\\x08\\x0a-\\x1f\\x7f]+";

  /** A log format: a line without variables would be a misspelt word. */
  static final String LOG_FORMAT =
      "json|common|[^\\x00-\\x08\\x0a-\\x1f\\x7f]*\\{[^\\x00-\\x08\\x0a-\\x1f\\x7f]*";

  /** What a client may send behind Bearer (RFC 6750, section 2.1). */
  static final String BEARER_TOKEN = "[A-Za-z0-9._~+/-]{1,512}=*";

  /** Something that neither a space nor a line break may end. */
  static final String WORD = "[^\\x00-\\x20\\x7f]+";

  private static final String LABEL = "[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?";

  /** A host name or an IPv4 address. */
  static final String DOMAIN = LABEL + "(\\." + LABEL + ")*";

  /** A name in the DNS; with a dot at the end it is whole, and no search domain is tried. */
  static final String DNS_NAME = DOMAIN + "\\.?";

  /** A host name, an address, or *.suffix. */
  static final String HOST_PATTERN = "(\\*\\.)?" + DOMAIN + "|\\[[0-9A-Fa-f:.]+\\]";

  /** A host with or without port. */
  static final String AUTHORITY = "(" + DOMAIN + "|\\[[0-9A-Fa-f:.]+\\])(:[0-9]{1,5})?";

  /** The same as the value of a field. */
  static final String HOST_FIELD = "(?:" + AUTHORITY + ")";

  private static final Map<String, String> DESCRIPTIONS =
      Map.ofEntries(
          Map.entry(ID, "1 to 128 letters, digits or any of _ . : -"),
          Map.entry(TOKEN, "a token: letters, digits or any of ! # $ % & ' * + - . ^ _ ` | ~"),
          Map.entry(BEARER_TOKEN, "1 to 512 letters, digits or any of - . _ ~ + /"),
          Map.entry(METHOD, "a method in upper case"),
          Map.entry(PATH, "a path that starts with /, in visible ASCII without ?, # and backslash"),
          Map.entry(
              PATH_AND_QUERY,
              "a path that starts with /, in visible ASCII without # and backslash"),
          Map.entry(DNS_NAME, "a name in the DNS"),
          Map.entry(PROBE_METHOD, "GET or HEAD"),
          Map.entry(HOST_FIELD, "a host name or address, with or without port"),
          Map.entry(FIELD_VALUE, "one line of ASCII or Latin-1 text, without control characters"),
          Map.entry(RETRY_ON, "connect_failure, refused, reset, or a status from 400 to 599"),
          Map.entry(LOG_FORMAT, "json, common, or one line with variables in braces"),
          Map.entry(LINE, "text on one line, not empty"),
          Map.entry(URI, "a URI reference in visible ASCII"),
          Map.entry(WarmAddress.PATTERN, WarmAddress.EXPECTED),
          Map.entry(WORD, "text without spaces or control characters"),
          Map.entry(HOST_PATTERN, "a host name without port, or *.suffix"),
          Map.entry(AUTHORITY, "keep, upstream, or a host name"));

  private static final Pattern TOKENS = Pattern.compile(TOKEN);
  private static final Pattern METHODS = Pattern.compile(METHOD);

  private Names() {}

  static boolean isToken(String text) {
    return TOKENS.matches(text);
  }

  /**
   * Refuses a path that no request can have once it is normalised.
   *
   * @throws IllegalArgumentException with {@code key} in front
   */
  static void checkPath(String key, @Nullable String path) {
    if (path == null) {
      return;
    }
    for (String segment : path.split("/", -1)) {
      if (segment.equals(".") || segment.equals("..")) {
        throw new IllegalArgumentException(key + ": " + path + " (expected: no dot segments)");
      }
    }
    for (int i = path.indexOf('%'); i >= 0; i = path.indexOf('%', i + 1)) {
      if (i + 2 >= path.length()
          || Character.digit(path.charAt(i + 1), 16) < 0
          || Character.digit(path.charAt(i + 2), 16) < 0) {
        throw new IllegalArgumentException(
            key + ": " + path + " (expected: two hexadecimal digits after %)");
      }
      checkNormal(key, path, path.substring(i, i + 3));
    }
  }

  /** Requests are matched in normal form, where another spelling of the same path never occurs. */
  private static void checkNormal(String key, String path, String escape) {
    char c = (char) Integer.parseInt(escape.substring(1), 16);
    boolean unreserved =
        (c >= 'a' && c <= 'z')
            || (c >= 'A' && c <= 'Z')
            || (c >= '0' && c <= '9')
            || "-._~".indexOf(c) >= 0;
    if (unreserved) {
      throw new IllegalArgumentException(
          key + ": " + path + " (expected: " + c + " in place of " + escape + ")");
    }
    String upper = escape.toUpperCase(Locale.ROOT);
    if (!escape.equals(upper)) {
      throw new IllegalArgumentException(
          key + ": " + path + " (expected: " + upper + " in place of " + escape + ")");
    }
  }

  /** The same, with what {@code text} was meant to be where that is plain. */
  static String describe(String pattern, String text) {
    String upper = text.toUpperCase(Locale.ROOT);
    boolean method = pattern.equals(METHOD) && text.length() < 64 && METHODS.matches(upper);
    return describe(pattern) + (method ? ", " + upper : "");
  }

  /**
   * What a pattern expects, in words; {@code text that matches ...} when it is not one of these.
   */
  static String describe(String pattern) {
    String words = DESCRIPTIONS.get(pattern);
    return words == null ? "text that matches " + pattern : words;
  }
}
