package io.sluice.gateway.api;

import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Who makes a request, as an authentication filter has found out. Immutable.
 *
 * @param consumer id of the consumer; the config need not know it where another party vouches for
 *     it; empty where that lets somebody in without saying who it is
 * @param claims what that party says of it, as in the JSON of a token: strings, numbers, booleans,
 *     lists and maps
 * @param scopes what it may ask for (RFC 6749 3.3); empty where nobody says
 */
public record Identity(String consumer, Map<String, Object> claims, Set<String> scopes) {

  public Identity {
    Objects.requireNonNull(consumer);
    claims = Map.copyOf(claims);
    scopes = Set.copyOf(scopes);
  }

  /** Of a consumer of whom nothing else is said. */
  public static Identity of(String consumer) {
    return new Identity(consumer, Map.of(), Set.of());
  }
}
