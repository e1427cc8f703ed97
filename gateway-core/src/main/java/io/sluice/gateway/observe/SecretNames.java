package io.sluice.gateway.observe;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Names of query parameters, fields and cookies whose values are nobody's business, in two
 * strengths. The access log hides those that are credentials for sure: it is read to find out what
 * went wrong, so that {@code keyword} and {@code country_code} have to stay. What is kept to be
 * tried and asked about later leaves out all that may be one: there a value too few harms nobody.
 * The second is the first and more. What filters say is theirs comes to both.
 */
public final class SecretNames {

  /** Stands for a value. */
  private static final String HIDDEN = "***";

  /** In use for credentials everywhere, also for requests that meet no filter which takes them. */
  private static final Set<String> SURE =
      Set.of(
          "access_token",
          "api-key",
          "api_key",
          "apikey",
          "auth_token",
          "authorization",
          "client_assertion",
          "client_secret",
          "id_token",
          "id_token_hint",
          "jwt",
          "passwd",
          "password",
          "pwd",
          "refresh_token",
          "secret",
          "session_token",
          "sig",
          "signature",
          "token",
          "x-amz-security-token",
          "x-amz-signature",
          "x-api-key",
          "x-goog-signature");

  /** In a name, they tell that there may be one. */
  private static final List<String> PARTS =
      List.of(
          "auth",
          "token",
          "secret",
          "key",
          "passw",
          "pwd",
          "sess",
          "signature",
          "credential",
          "assertion",
          "ticket",
          "nonce",
          "magic");

  /** The same as whole words of a name, such as the last of {@code x-client-sig}. */
  private static final Set<String> WORDS =
      Set.of("sig", "code", "otp", "sid", "jwt", "oidc", "saml", "pin", "hash", "hmac", "invite");

  private SecretNames() {}

  private static boolean isSecret(String name) {
    return SURE.contains(name.toLowerCase(Locale.ROOT));
  }

  /** Whether what goes by this name, once it is decoded, may be secret. */
  public static boolean mayBeSecret(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (SURE.contains(lower)) {
      return true;
    }
    for (String part : PARTS) {
      if (lower.contains(part)) {
        return true;
      }
    }
    int word = 0;
    for (int i = 0; i <= lower.length(); i++) {
      if (i == lower.length() || lower.charAt(i) < 'a' || lower.charAt(i) > 'z') {
        if (WORDS.contains(lower.substring(word, i))) {
          return true;
        }
        word = i + 1;
      }
    }
    return false;
  }

  /**
   * A raw query in which the values are hidden that are secret for sure; the query itself when
   * there is none.
   *
   * @param names that filters say are theirs, decoded
   */
  static String hidden(String query, Set<String> names) {
    return edited(query, names, false);
  }

  /**
   * A raw query without the parameters that may be secret: empty ones stand in their places. The
   * query itself when there is none.
   *
   * @param names that filters say are theirs, decoded
   */
  public static String leftOut(String query, Set<String> names) {
    return edited(query, names, true);
  }

  private static String edited(String query, Set<String> names, boolean leavesOut) {
    StringBuilder shown = null;
    int copied = 0;
    for (int start = 0; start <= query.length(); ) {
      int ampersand = query.indexOf('&', start);
      int end = ampersand < 0 ? query.length() : ampersand;
      int equals = start;
      while (equals < end && query.charAt(equals) != '=') {
        equals++;
      }
      if (leavesOut || equals < end) { // a name without value tells nothing
        String name = decoded(query.substring(start, equals));
        if (name == null
            || names.contains(name)
            || (leavesOut ? mayBeSecret(name) : isSecret(name))) {
          shown = shown == null ? new StringBuilder() : shown;
          shown.append(query, copied, leavesOut ? start : equals + 1);
          shown.append(leavesOut ? "" : HIDDEN);
          copied = end;
        }
      }
      start = end + 1;
    }
    return shown == null ? query : shown.append(query, copied, query.length()).toString();
  }

  /** Null when it cannot be read: who knows what an origin makes of it. */
  private static @Nullable String decoded(String written) {
    if (written.indexOf('%') < 0 && written.indexOf('+') < 0) {
      return written;
    }
    try {
      return QueryStringDecoder.decodeComponent(written, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      return null;
    }
  }
}
