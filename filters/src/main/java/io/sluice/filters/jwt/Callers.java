package io.sluice.filters.jwt;

import io.sluice.gateway.api.FieldValues;
import io.sluice.gateway.api.Identity;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Who calls, by what a token says. Immutable.
 *
 * @param claim that says so
 * @param prefix in front of what it says
 * @param told whether a field has to hold the name
 */
public record Callers(ClaimPath claim, String prefix, boolean told) {
  private static final int LONGEST_NAME = 512;

  /**
   * The caller. Names that would not be the same everywhere are none: with control characters or
   * with white space around them, which origins and logs take away, so that one caller could pass
   * for another.
   *
   * @return null when the token does not say
   */
  public @Nullable Identity of(Map<String, Object> claims) {
    String name = ClaimPath.text(claim.in(claims));
    if (name == null || name.length() > LONGEST_NAME || !isPlain(name)) {
      return null;
    }
    return told && FieldValues.firstForbidden(name) >= 0
        ? null
        : new Identity(prefix + name, claims, scopes(claims));
  }

  /** Whether nobody takes the text for another: not empty, nothing to strip, one line. */
  static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isISOControl(text.charAt(i))) {
        return false;
      }
    }
    return !text.isEmpty() && text.strip().length() == text.length();
  }

  /** {@code scope} (RFC 8693 section 4.2), or what other providers call {@code scp}. */
  public static Set<String> scopes(Map<String, Object> claims) {
    Object value = claims.get("scope");
    if (value == null) {
      value = claims.get("scp");
    }
    Set<String> scopes = new TreeSet<>();
    if (value instanceof String text) {
      addAll(scopes, text);
    } else if (value instanceof List<?> values) {
      for (Object item : values) {
        if (item instanceof String text) {
          addAll(scopes, text);
        }
      }
    }
    return scopes;
  }

  private static void addAll(Set<String> scopes, String text) {
    for (String scope : text.split(" ", -1)) {
      if (!scope.isEmpty()) {
        scopes.add(scope);
      }
    }
  }
}
