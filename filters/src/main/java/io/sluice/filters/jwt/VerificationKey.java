package io.sluice.filters.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.util.Base64URL;
import io.sluice.filters.auth.Sha256;
import io.sluice.filters.jwt.Algorithm.Family;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A key, and the algorithms that it serves. They belong to the key: whatever a token says, an RSA
 * key is never an HMAC secret, and no key verifies without a signature. Immutable; any thread.
 */
public final class VerificationKey {
  private final @Nullable String id;
  private final Family family;
  private final Set<Algorithm> algorithms;
  private final JWSVerifier verifier;
  private final Sha256 fingerprint; // of the key itself

  private VerificationKey(
      @Nullable String id,
      Family family,
      Set<Algorithm> algorithms,
      JWSVerifier verifier,
      byte[] material) {
    this.id = id;
    this.family = family;
    this.algorithms = algorithms;
    this.verifier = verifier;
    this.fingerprint = Sha256.of(material);
  }

  /**
   * A shared secret.
   *
   * @param algorithms those that it is to serve; all of HMAC
   * @throws IllegalArgumentException when it is shorter than the hash of one of them (RFC 7518 3.2)
   */
  public static VerificationKey secret(
      @Nullable String id, Set<Algorithm> algorithms, byte[] secret) {
    Set<Algorithm> served = served(Family.HMAC, algorithms);
    for (Algorithm algorithm : served) {
      if (secret.length < algorithm.leastSecret()) {
        throw new IllegalArgumentException(
            "a secret of "
                + secret.length
                + " bytes (expected: "
                + algorithm.leastSecret()
                + " or more for "
                + algorithm
                + ")");
      }
    }
    try {
      JWSVerifier verifier = new MACVerifier(secret);
      VerificationKey key = new VerificationKey(id, Family.HMAC, served, verifier, secret);
      key.verifies(
          served.iterator().next(), secret, new byte[1]); // loads what event loops will use
      return key;
    } catch (JOSEException e) {
      throw new IllegalArgumentException("a secret that cannot be used", e);
    }
  }

  /**
   * A public key.
   *
   * @param algorithms those that it is to serve; empty = all that its type can
   * @throws IllegalArgumentException when it is too weak, or cannot serve one of them
   */
  public static VerificationKey of(
      @Nullable String id, Set<Algorithm> algorithms, PublicKey material) {
    Family family = family(material);
    Set<Algorithm> served = served(family, algorithms);
    return new VerificationKey(
        id, family, served, verifier(family, material), material.getEncoded());
  }

  private static Family family(PublicKey key) {
    if (key instanceof RSAPublicKey rsa) {
      RsaStrength.check(rsa);
      return Family.RSA;
    }
    if (key instanceof ECPublicKey ec) {
      return Curves.family(ec);
    }
    if (key instanceof EdECPublicKey ed && ed.getParams().getName().equals("Ed25519")) {
      return Family.ED25519;
    }
    throw new IllegalArgumentException(
        key.getAlgorithm() + " (expected: a key of RSA, P-256, P-384, P-521 or Ed25519)");
  }

  private static JWSVerifier verifier(Family family, PublicKey material) {
    try {
      return switch (family) {
        case RSA -> new RSASSAVerifier((RSAPublicKey) material);
        case ED25519 -> new Ed25519Verifier((EdECPublicKey) material);
        default -> new ECDSAVerifier((ECPublicKey) material);
      };
    } catch (JOSEException e) {
      throw new IllegalArgumentException("a key that cannot be used: " + e.getMessage(), e);
    }
  }

  private static Set<Algorithm> served(Family family, Set<Algorithm> wanted) {
    EnumSet<Algorithm> served = EnumSet.noneOf(Algorithm.class);
    for (Algorithm algorithm : Algorithm.values()) {
      if (algorithm.family() == family && (wanted.isEmpty() || wanted.contains(algorithm))) {
        served.add(algorithm);
      }
    }
    if (!served.containsAll(wanted)) {
      throw new IllegalArgumentException(
          wanted + " (expected: algorithms of a key of the kind " + family + ")");
    }
    return Set.copyOf(served);
  }

  /** What tokens call it; null = nothing. */
  public @Nullable String id() {
    return id;
  }

  /** Whether it is shared, so that verifying is cheap and whoever verifies could sign as well. */
  public boolean isSecret() {
    return family == Family.HMAC;
  }

  /** Whether it serves the algorithm. */
  public boolean serves(Algorithm algorithm) {
    return algorithms.contains(algorithm);
  }

  Set<Algorithm> algorithms() {
    return algorithms;
  }

  /** Whether it has made the signature; never, where it does not serve the algorithm. */
  public boolean verifies(Algorithm algorithm, byte[] signed, byte[] signature) {
    if (!serves(algorithm)) {
      return false;
    }
    try {
      return verifier.verify(algorithm.header(), signed, Base64URL.encode(signature));
    } catch (JOSEException malformed) {
      return false;
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof VerificationKey key
        && fingerprint.equals(key.fingerprint)
        && algorithms.equals(key.algorithms)
        && Objects.equals(id, key.id);
  }

  @Override
  public int hashCode() {
    return fingerprint.hashCode();
  }

  /** Nothing of the key itself. */
  @Override
  public String toString() {
    return "key " + id + " for " + algorithms;
  }
}
