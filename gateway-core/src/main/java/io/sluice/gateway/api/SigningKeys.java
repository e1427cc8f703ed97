package io.sluice.gateway.api;

import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAKey;
import java.util.Base64;

/** Reads the keys of who signs requests, and takes none that is weak or of another kind. */
final class SigningKeys {
  private static final String BASE64 = "base64:";

  /** Shorter ones are within reach of who has means (NIST SP 800-131A). */
  private static final int LEAST_RSA_BITS = 2048;

  private SigningKeys() {}

  /**
   * The bytes of a shared secret: of its text, or what it encodes.
   *
   * @throws IllegalArgumentException without the secret
   */
  static byte[] secret(String text) {
    if (!text.startsWith(BASE64)) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    try {
      return Base64.getDecoder().decode(text.substring(BASE64.length()));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("secret: (hidden) (expected: base64 behind base64:)");
    }
  }

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
