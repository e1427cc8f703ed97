package io.sluice.gateway.api;

import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAKey;

/** Reads the public keys of who signs requests, and takes none that is weak or of another kind. */
final class SigningKeys {

  /** Shorter ones are within reach of who has means (NIST SP 800-131A). */
  private static final int LEAST_RSA_BITS = 2048;

  private SigningKeys() {}

  /**
   * A public key that the algorithm can verify with.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  static PublicKey publicKey(String pem, String algorithm) {
    PublicKey key;
    try {
      key = Pem.publicKey(pem, kinds(algorithm));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("public_key: " + e.getMessage(), e);
    }
    check(key, algorithm);
    return key;
  }

  private static String[] kinds(String algorithm) {
    if (algorithm.startsWith("rsa-pss")) {
      return new String[] {"RSA", "RSASSA-PSS"};
    }
    if (algorithm.startsWith("rsa")) {
      return new String[] {"RSA"};
    }
    return new String[] {algorithm.startsWith("ecdsa") ? "EC" : "Ed25519"};
  }

  private static void check(PublicKey key, String algorithm) {
    if (key instanceof RSAKey rsa && rsa.getModulus().bitLength() < LEAST_RSA_BITS) {
      throw new IllegalArgumentException(
          "public_key: of "
              + rsa.getModulus().bitLength()
              + " bits (expected: "
              + LEAST_RSA_BITS
              + " or more)");
    }
    if (key instanceof ECPublicKey ec) {
      int bits = algorithm.equals("ecdsa-p256-sha256") ? 256 : 384;
      if (ec.getParams().getOrder().bitLength() != bits) {
        throw new IllegalArgumentException(
            "public_key: of another curve (expected: P-" + bits + ", for " + algorithm + ")");
      }
    }
  }
}
