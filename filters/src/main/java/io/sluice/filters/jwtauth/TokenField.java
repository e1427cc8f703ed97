package io.sluice.filters.jwtauth;

import io.sluice.filters.auth.CredentialPlace;
import io.sluice.filters.field.FieldName;
import io.sluice.gateway.api.Exchange;
import org.jspecify.annotations.Nullable;

/** Finds the token in a request. Immutable. */
final class TokenField {
  private static final String SCHEME = "Bearer";

  /** What stands for something that is no token. */
  static final String UNREADABLE = "";

  private final CredentialPlace place;
  private final boolean behindScheme;

  private TokenField(CredentialPlace place, boolean behindScheme) {
    this.place = place;
    this.behindScheme = behindScheme;
  }

  /**
   * Of the option.
   *
   * @throws IllegalArgumentException when no field has such a name
   */
  static TokenField of(TokenPlaceConfig config) {
    String header = config.header();
    if (header != null) {
      String name = FieldName.endToEnd("in.header", header).toString();
      return new TokenField(CredentialPlace.header(name), name.equalsIgnoreCase("authorization"));
    }
    String cookie = config.cookie();
    return new TokenField(
        cookie != null
            ? CredentialPlace.cookie(cookie)
            : CredentialPlace.query(String.valueOf(config.query())),
        false);
  }

  /** The token; {@link #UNREADABLE}; or null when there is none. */
  @Nullable String find(Exchange exchange) {
    String found = place.find(exchange);
    if (found == null || !behindScheme) {
      return found;
    }
    int end = SCHEME.length();
    if (!found.regionMatches(true, 0, SCHEME, 0, end)) {
      return null; // of another scheme
    }
    if (found.length() == end) {
      return UNREADABLE;
    }
    if (found.charAt(end) != ' ') {
      return null;
    }
    while (end < found.length() && found.charAt(end) == ' ') { // RFC 9110 section 11.4
      end++;
    }
    return found.substring(end);
  }

  boolean isRepeated(Exchange exchange) {
    return place.isRepeated(exchange);
  }

  void hide(Exchange exchange) {
    place.hide(exchange);
  }
}
