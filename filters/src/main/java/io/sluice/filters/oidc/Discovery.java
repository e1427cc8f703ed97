package io.sluice.filters.oidc;

import io.sluice.filters.jwt.KeyAddress;
import io.sluice.filters.jwt.StrictJson;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a provider says of itself (OpenID Connect Discovery 1.0 section 3).
 *
 * @param endSession null = it has no logout (RP-Initiated Logout 1.0)
 * @param revocation null = tokens cannot be revoked (RFC 7009)
 * @param takesBasic whether clients show their secret in Authorization, else in the form
 * @param namesIssuer whether it names itself when it sends users back (RFC 9207)
 */
record Discovery(
    URI authorization,
    URI token,
    KeyAddress keys,
    @Nullable URI endSession,
    @Nullable URI revocation,
    boolean takesBasic,
    boolean namesIssuer) {

  /**
   * Reads one.
   *
   * @param issuer whose it must be
   * @throws IllegalArgumentException saying what is wrong with it
   */
  static Discovery parse(byte[] json, String issuer) {
    Map<String, Object> document = StrictJson.object(json);
    if (document == null) {
      throw new IllegalArgumentException("no discovery document (expected: a JSON object)");
    }
    if (!issuer.equals(document.get("issuer"))) {
      throw new IllegalArgumentException(
          "issuer: " + document.get("issuer") + " (expected: " + issuer + ", as in the config)");
    }
    boolean open = KeyAddress.of(issuer).isOpen();
    Object methods = document.get("token_endpoint_auth_methods_supported");
    boolean basic = !(methods instanceof List<?> all) || all.contains("client_secret_basic");
    if (methods instanceof List<?> all
        && !basic
        && !all.contains("client_secret_post")
        && !all.contains("none")) {
      throw new IllegalArgumentException(
          "token_endpoint_auth_methods_supported: "
              + methods
              + " (expected: client_secret_basic, client_secret_post or none)");
    }
    return new Discovery(
        required(document, "authorization_endpoint", open).uri(),
        required(document, "token_endpoint", open).uri(),
        required(document, "jwks_uri", open),
        optional(document, "end_session_endpoint", open),
        optional(document, "revocation_endpoint", open),
        basic,
        Boolean.TRUE.equals(document.get("authorization_response_iss_parameter_supported")));
  }

  private static KeyAddress required(Map<String, Object> document, String name, boolean open) {
    Object value = document.get(name);
    if (!(value instanceof String text)) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: a URL)");
    }
    KeyAddress address;
    try {
      address = KeyAddress.of(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
    if (address.isOpen() && !open) {
      throw new IllegalArgumentException(name + ": " + address + " (expected: https)");
    }
    return address;
  }

  private static @Nullable URI optional(Map<String, Object> document, String name, boolean open) {
    return document.containsKey(name) ? required(document, name, open).uri() : null;
  }
}
