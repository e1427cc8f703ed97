package io.sluice.filters.jwtauth;

import io.sluice.filters.auth.CredentialPlace;
import io.sluice.filters.field.FieldName;
import io.sluice.gateway.api.Exchange;
import org.jspecify.annotations.Nullable;

/** Finds the token in a request. Immutable. */
final class TokenField {
  private static final String SCHEME = "Bearer";

  /** There is no token. */
  static final int ABSENT = -1;

  private final CredentialPlace place;
  private final boolean behindScheme;
  private final boolean decoded;

  private TokenField(CredentialPlace place, boolean behindScheme, boolean decoded) {
    this.place = place;
    this.behindScheme = behindScheme;
    this.decoded = decoded;
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
      boolean behindScheme = name.equalsIgnoreCase("authorization");
      return new TokenField(CredentialPlace.header(name), behindScheme, false);
    }
    String cookie = config.cookie();
    return cookie != null
        ? new TokenField(CredentialPlace.cookie(cookie), false, false)
        : new TokenField(CredentialPlace.query(String.valueOf(config.query())), false, true);
  }

  /** What stands there, with or without a token; null = nothing. */
  @Nullable String find(Exchange exchange) {
    return place.find(exchange);
  }

  /** Where in it the token begins: at its end when it is empty; or {@link #ABSENT}. */
  int start(String found) {
    if (!behindScheme) {
      return 0;
    }
    int at = SCHEME.length();
    if (!found.regionMatches(true, 0, SCHEME, 0, at)
        || (found.length() > at && found.charAt(at) != ' ')) {
      return ABSENT; // of another scheme
    }
    while (at < found.length() && found.charAt(at) == ' ') { // RFC 9110 section 11.4
      at++;
    }
    return at;
  }

  /** Whether it could be a token; of a parameter that was decoded that is not sure. */
  boolean isReadable(String found) {
    if (decoded) {
      for (int i = 0; i < found.length(); i++) {
        if (found.charAt(i) > 0x7f) {
          return false;
        }
      }
    }
    return true;
  }

  boolean isRepeated(Exchange exchange) {
    return place.isRepeated(exchange);
  }

  boolean is(CharSequence field) {
    return place.isField(field);
  }

  void hide(Exchange exchange) {
    place.hide(exchange);
  }
}
