package io.sluice.filters.jwt;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a token must say (RFC 7519 section 4.1). Immutable; any thread.
 *
 * @param issuer null = anybody
 * @param audience of which the token must name one; empty = whoever it is for
 * @param required claims that must have one of these values, or any at all where there are none
 * @param leeway seconds by which clocks may differ
 * @param mustEnd whether a token must say when it expires
 */
public record ClaimRules(
    @Nullable String issuer,
    List<String> audience,
    Map<ClaimPath, List<String>> required,
    long leeway,
    boolean mustEnd) {

  /** What is wrong with the token for as long as it lives; null = nothing. */
  public @Nullable Flaw flawOf(Claims claims) {
    Map<String, Object> values = claims.values();
    if (mustEnd && !claims.end()) {
      return Flaw.NO_EXPIRY;
    }
    if (issuer != null && !issuer.equals(values.get("iss"))) {
      return Flaw.ISSUER;
    }
    if (!audience.isEmpty() && !hasOneOf(audience, values.get("aud"))) {
      return Flaw.AUDIENCE;
    }
    for (Map.Entry<ClaimPath, List<String>> entry : required.entrySet()) {
      Object value = entry.getKey().in(values);
      if (value == null || !(entry.getValue().isEmpty() || hasOneOf(entry.getValue(), value))) {
        return Flaw.CLAIM_REQUIRED;
      }
    }
    return null;
  }

  /** Whether a value, or one of a list, is one of these. */
  private static boolean hasOneOf(List<String> expected, @Nullable Object value) {
    if (value instanceof List<?> values) {
      for (int i = 0; i < values.size(); i++) {
        if (isOneOf(expected, values.get(i))) {
          return true;
        }
      }
      return false;
    }
    return isOneOf(expected, value);
  }

  private static boolean isOneOf(List<String> expected, @Nullable Object value) {
    String text = ClaimPath.text(value);
    return text != null && expected.contains(text);
  }

  /**
   * What is wrong with the token now; null = nothing.
   *
   * @param now seconds since 1970
   */
  public @Nullable Flaw flawAt(Claims claims, long now) {
    if (claims.end() && now - leeway >= claims.expires()) {
      return Flaw.EXPIRED;
    }
    return now + leeway < claims.notBefore() ? Flaw.NOT_YET_VALID : null;
  }
}
