package io.sluice.filters.jwtauth;

import io.sluice.filters.jwt.Algorithm;
import io.sluice.filters.jwt.Algorithm.Family;
import io.sluice.filters.jwt.KeyAddress;
import io.sluice.filters.jwt.KeySet;
import io.sluice.filters.jwt.VerificationKey;
import io.sluice.gateway.api.Pem;
import io.sluice.gateway.api.SharedSecret;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The options that say which keys there are, checked. */
final class KeyOptions {
  private static final String[] PUBLIC_KEYS = {"RSA", "EC", "Ed25519"};

  private KeyOptions() {}

  /**
   * Algorithms that are taken.
   *
   * @throws IllegalArgumentException when keys that are public were to be secrets, or a key is for
   *     nothing
   */
  static Set<Algorithm> algorithms(JwtAuthConfig config) {
    EnumSet<Algorithm> taken = EnumSet.noneOf(Algorithm.class);
    for (int i = 0; i < config.algorithms().size(); i++) {
      Algorithm algorithm = algorithm("algorithms[" + i + "]", config.algorithms().get(i));
      if (config.jwks() != null && algorithm.family() == Family.HMAC) {
        throw new IllegalArgumentException(
            "algorithms["
                + i
                + "]: "
                + algorithm
                + " (expected: none of HS256, HS384, HS512 with jwks, whose keys are public)");
      }
      taken.add(algorithm);
    }
    if (taken.isEmpty()) {
      taken.addAll(EnumSet.allOf(Algorithm.class)); // of those that a key serves
      if (config.jwks() != null) {
        taken.removeIf(algorithm -> algorithm.family() == Family.HMAC);
      }
    }
    return taken;
  }

  private static Algorithm algorithm(String option, String name) {
    Algorithm algorithm = Algorithm.of(name);
    if (algorithm == null) {
      throw new IllegalArgumentException(
          option + ": " + name + " (expected: one of " + List.of(Algorithm.values()) + ")");
    }
    return algorithm;
  }

  /** Where the keys are published; null = nowhere. */
  static @Nullable KeyAddress address(JwtAuthConfig config) {
    JwksConfig jwks = config.jwks();
    if (jwks == null) {
      return null;
    }
    try {
      return KeyAddress.of(jwks.url());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("jwks.url: " + e.getMessage(), e);
    }
  }

  /** The keys that are listed. */
  static KeySet keys(JwtAuthConfig config) {
    Set<Algorithm> taken = algorithms(config);
    List<VerificationKey> keys = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < config.keys().size(); i++) {
      String option = "keys[" + i + "].";
      KeyConfig key = config.keys().get(i);
      if (key.kid() != null && !ids.add(key.kid())) {
        throw new IllegalArgumentException(
            option + "kid: " + key.kid() + " (expected: another than those before)");
      }
      Algorithm algorithm = algorithm(option + "algorithm", key.algorithm());
      if (!taken.contains(algorithm)) {
        throw new IllegalArgumentException(
            option + "algorithm: " + algorithm + " (expected: one of algorithms, " + taken + ")");
      }
      keys.add(key(option, algorithm, key));
    }
    return new KeySet(keys);
  }

  private static VerificationKey key(String option, Algorithm algorithm, KeyConfig config) {
    String secret = config.secret();
    boolean shared = algorithm.family() == Family.HMAC;
    if (shared != (secret != null)) {
      throw new IllegalArgumentException(
          option
              + "algorithm: "
              + algorithm
              + (shared ? " (expected: secret beside it)" : " (expected: public_key beside it)"));
    }
    if (secret != null) {
      SharedSecret read =
          SharedSecret.of(option + "secret", secret, algorithm.leastSecret(), "for " + algorithm);
      return VerificationKey.secret(config.kid(), Set.of(algorithm), read.bytes());
    }
    try {
      return VerificationKey.of(
          config.kid(),
          Set.of(algorithm),
          Pem.publicKeyOrCertificate(String.valueOf(config.publicKey()), PUBLIC_KEYS));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(option + "public_key: " + e.getMessage(), e);
    }
  }
}
