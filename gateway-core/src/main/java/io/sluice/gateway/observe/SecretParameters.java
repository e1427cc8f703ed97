package io.sluice.gateway.observe;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/**
 * Query parameters whose values are nobody's business: those that filters say hold credentials, and
 * names that are in use for such everywhere, for requests that meet no such filter.
 */
final class SecretParameters {

  /** Stands for a value. */
  private static final String HIDDEN = "***";

  private static final Set<String> COMMON =
      Set.of(
          "access_token",
          "api-key",
          "api_key",
          "apikey",
          "client_secret",
          "id_token",
          "jwt",
          "passwd",
          "password",
          "refresh_token",
          "secret",
          "sig",
          "signature",
          "token",
          "x-amz-signature",
          "x-api-key");

  private SecretParameters() {}

  /**
   * A raw query with values hidden; the query itself when there is none to hide.
   *
   * @param names beside the common ones, decoded
   */
  static String hidden(String query, Set<String> names) {
    StringBuilder shown = null;
    int copied = 0;
    for (int start = 0; start <= query.length(); ) {
      int ampersand = query.indexOf('&', start);
      int end = ampersand < 0 ? query.length() : ampersand;
      int equals = start;
      while (equals < end && query.charAt(equals) != '=') {
        equals++;
      }
      if (equals < end && isSecret(query.substring(start, equals), names)) {
        shown = shown == null ? new StringBuilder() : shown;
        shown.append(query, copied, equals + 1).append(HIDDEN);
        copied = end;
      }
      start = end + 1;
    }
    return shown == null ? query : shown.append(query, copied, query.length()).toString();
  }

  private static boolean isSecret(String written, Set<String> names) {
    String name = written;
    if (written.indexOf('%') >= 0 || written.indexOf('+') >= 0) {
      try {
        name = QueryStringDecoder.decodeComponent(written, StandardCharsets.UTF_8);
      } catch (IllegalArgumentException malformed) {
        name = written; // no filter reads it either
      }
    }
    return names.contains(name) || COMMON.contains(name.toLowerCase(Locale.ROOT));
  }
}
