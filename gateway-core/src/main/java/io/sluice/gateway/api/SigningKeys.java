package io.sluice.gateway.api;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Reads the public keys of who signs requests, and takes none that is weak or of another kind. */
final class SigningKeys {
  private static final String BEGIN = "-----BEGIN PUBLIC KEY-----";
  private static final String END = "-----END PUBLIC KEY-----";

  /** Shorter ones are within reach of who has means (NIST SP 800-131A). */
  private static final int LEAST_RSA_BITS = 2048;

  private SigningKeys() {}

  /**
   * A public key that the algorithm can verify with.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  static PublicKey publicKey(String pem, String algorithm) {
    String text = pem.strip();
    if (!text.startsWith(BEGIN) || !text.endsWith(END)) {
      throw new IllegalArgumentException(
          "public_key: no public key (expected: PEM, from " + BEGIN + " to " + END + ")");
    }
    String body = text.substring(BEGIN.length(), text.length() - END.length());
    byte[] der;
    try {
      der = Base64.getMimeDecoder().decode(body);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("public_key: broken (expected: PEM with whole base64)", e);
    }
    for (String kind : kinds(algorithm)) {
      PublicKey key = read(kind, der);
      if (key != null) {
        check(key, algorithm);
        return key;
      }
    }
    throw new IllegalArgumentException("public_key: of another kind (expected: " + algorithm + ")");
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

  private static @Nullable PublicKey read(String kind, byte[] der) {
    try {
      return KeyFactory.getInstance(kind).generatePublic(new X509EncodedKeySpec(der));
    } catch (GeneralSecurityException e) {
      return null;
    }
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
