package io.sluice.filters.hmacauth;

import java.util.Set;

/**
 * Fields that are not there as the client has sent them: the gateway has taken them away, set them
 * or added to them before filters run. A signature over one of these could only be refused without
 * an understandable reason, or vouch for what the gateway itself wrote.
 */
final class Unsignable {
  private static final Set<String> NAMES =
      Set.of(
          "connection",
          "expect",
          "forwarded",
          "keep-alive",
          "max-forwards",
          "proxy",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "via",
          "x-real-ip",
          "x-request-id");

  private Unsignable() {}

  static boolean has(String name) {
    return NAMES.contains(name) || name.startsWith("x-forwarded-");
  }
}
