package io.sluice.filters.jwt;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A document with keys (RFC 7517 section 5), as providers publish it.
 *
 * @param keys those that can be used
 * @param problems what was wrong with others, for the log
 */
record JwkSet(KeySet keys, List<String> problems) {
  /** Keys of the largest set. */
  static final int MOST_KEYS = 100;

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException when it is none
   */
  static JwkSet parse(byte[] json) {
    Map<String, Object> document = StrictJson.object(json);
    if (document == null || !(document.get("keys") instanceof List<?> listed)) {
      Object address = document == null ? null : document.get("jwks_uri");
      throw new IllegalArgumentException(
          "no JSON Web Key Set (expected: an object with keys"
              + (address instanceof String uri
                  ? "; this is metadata that says jwks_uri: " + uri
                  : "")
              + ")");
    }
    if (listed.size() > MOST_KEYS) {
      throw new IllegalArgumentException(
          listed.size() + " keys (expected: at most " + MOST_KEYS + ")");
    }
    return of(listed, true);
  }

  /**
   * Of keys as their JSON has them.
   *
   * @param published whether anybody can read them, so that none can be a secret
   */
  static JwkSet of(List<?> listed, boolean published) {
    List<VerificationKey> keys = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (int i = 0; i < listed.size(); i++) {
      try {
        if (listed.get(i) instanceof Map<?, ?> jwk) {
          add(jwk, published, keys);
        }
      } catch (IllegalArgumentException e) {
        problems.add("keys[" + i + "]: " + e.getMessage());
      }
    }
    return new JwkSet(new KeySet(withoutTwins(keys, problems)), List.copyOf(problems));
  }

  private static void add(Map<?, ?> jwk, boolean published, List<VerificationKey> keys) {
    if (published && "oct".equals(jwk.get("kty"))) {
      throw new IllegalArgumentException("a secret, which must never be published");
    }
    VerificationKey key = Jwk.key(jwk);
    if (key != null) {
      keys.add(key);
    }
  }

  /** Of two keys with one name for one algorithm nobody can tell which is meant: both go. */
  private static List<VerificationKey> withoutTwins(
      List<VerificationKey> keys, List<String> problems) {
    Set<VerificationKey> twins = new HashSet<>();
    for (int i = 0; i < keys.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (areTwins(keys.get(i), keys.get(j))) {
          twins.add(keys.get(i));
          twins.add(keys.get(j));
        }
      }
    }
    if (!twins.isEmpty()) {
      problems.add("different keys have one kid (expected: a kid of its own for each)");
    }
    List<VerificationKey> rest = new ArrayList<>(keys);
    rest.removeIf(twins::contains);
    return rest;
  }

  private static boolean areTwins(VerificationKey one, VerificationKey other) {
    if (one.id() == null || !one.id().equals(other.id()) || one.equals(other)) {
      return false;
    }
    return one.algorithms().stream().anyMatch(other::serves);
  }
}
