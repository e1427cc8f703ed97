package io.sluice.filters.signedurl;

import io.sluice.filters.auth.HmacSha256;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A signed link's query, taken apart. What is signed is the query up to the signature, byte for
 * byte, so that nothing can be added, left out or written otherwise; the signature stands last.
 *
 * @param signed the query up to the signature, with its ampersand
 * @param expires seconds since 1970
 * @param methods separated by commas; null: GET and HEAD
 * @param prefix of the paths that it is good for; null: the one path
 * @param signature HMAC-SHA256 in base64url without padding
 */
record Link(
    String signed,
    long expires,
    String key,
    @Nullable String methods,
    @Nullable String prefix,
    String signature) {
  static final String EXPIRES = "expires";
  static final String KEY = "key";
  static final String METHODS = "methods";
  static final String PREFIX = "prefix";
  static final String SIGNATURE = "signature";
  private static final String[] NAMES = {EXPIRES, KEY, METHODS, PREFIX, SIGNATURE};

  /** Distinguishes this text from all others that a secret may sign. */
  private static final String VERSION = "sluice-signed-url-1\n";

  private static final int MOST_DIGITS = 12;

  /** Which of {@link #NAMES} a parameter is, or -1. */
  private static int own(String query, int start, int end, String namePrefix) {
    if (!query.startsWith(namePrefix, start)) {
      return -1;
    }
    int equals = query.indexOf('=', start);
    int nameEnd = equals < 0 || equals > end ? end : equals;
    int from = start + namePrefix.length();
    for (int i = 0; i < NAMES.length; i++) {
      if (nameEnd - from == NAMES[i].length() && query.startsWith(NAMES[i], from)) {
        return i;
      }
    }
    return -1;
  }

  private static int end(String query, int start) {
    int end = query.indexOf('&', start);
    return end < 0 ? query.length() : end;
  }

  /** Whether any of a link's own parameters is there. */
  static boolean isIn(@Nullable String query, String namePrefix) {
    for (int at = 0; query != null && at <= query.length(); at = end(query, at) + 1) {
      if (own(query, at, end(query, at), namePrefix) >= 0) {
        return true;
      }
    }
    return false;
  }

  /** The query without a link's own parameters; null when nothing is left. */
  static @Nullable String without(String query, String namePrefix) {
    StringBuilder rest = new StringBuilder(query.length());
    boolean any = false;
    for (int at = 0; at <= query.length(); at = end(query, at) + 1) {
      int end = end(query, at);
      if (own(query, at, end, namePrefix) < 0) {
        rest.append(any ? "&" : "").append(query, at, end);
        any = true;
      }
    }
    return any ? rest.toString() : null;
  }

  /** Takes it apart; null when a part is missing, repeated or malformed. */
  static @Nullable Link parse(String query, String namePrefix) {
    @Nullable String[] values = new @Nullable String[NAMES.length];
    int last = 0;
    for (int at = 0; at <= query.length(); at = end(query, at) + 1) {
      int end = end(query, at);
      int name = own(query, at, end, namePrefix);
      if (name >= 0) {
        int value = at + namePrefix.length() + NAMES[name].length() + 1;
        if (values[name] != null || value > end) {
          return null;
        }
        values[name] = query.substring(value, end);
      }
      last = at;
    }
    String signature = values[4];
    String key = values[1];
    long expires = seconds(values[0]);
    boolean signedLast = own(query, last, query.length(), namePrefix) == 4;
    if (signature == null || key == null || expires < 0 || !signedLast) {
      return null;
    }
    return new Link(query.substring(0, last), expires, key, values[2], values[3], signature);
  }

  private static long seconds(@Nullable String digits) {
    if (digits == null || digits.isEmpty() || digits.length() > MOST_DIGITS) {
      return -1;
    }
    long seconds = 0;
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      seconds = seconds * 10 + (c - '0');
    }
    return seconds;
  }

  /**
   * The signature of a link.
   *
   * @param host in lower case, without port
   * @param path in normal form; null: the link is good for a prefix, which the query has
   * @param signed the query up to the signature, with its ampersand
   */
  static String sign(HmacSha256 mac, String host, @Nullable String path, String signed) {
    String text = VERSION + host + '\n' + (path == null ? "" : path) + '\n' + signed;
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(mac.of(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Whether it is good for a method, as a whole item of its list. */
  boolean allows(String method) {
    if (methods == null) {
      return method.equals("GET") || method.equals("HEAD");
    }
    int at = 0;
    while (at <= methods.length()) {
      int comma = methods.indexOf(',', at);
      int end = comma < 0 ? methods.length() : comma;
      if (end - at == method.length() && methods.startsWith(method, at)) {
        return true;
      }
      at = end + 1;
    }
    return false;
  }

  /** Whether it is good for a path, where it has a prefix: whole segments of it. */
  boolean reaches(String path) {
    return prefix == null
        || (prefix.startsWith("/") && prefix.endsWith("/") && path.startsWith(prefix));
  }
}
