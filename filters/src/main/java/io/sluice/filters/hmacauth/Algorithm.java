package io.sluice.filters.hmacauth;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;

/** The ways of signing with a private key (RFC 9421 3.3); the JDK has all of them. */
enum Algorithm {
  RSA_PSS_SHA512("rsa-pss-sha512", "RSASSA-PSS"),
  RSA_V1_5_SHA256("rsa-v1_5-sha256", "SHA256withRSA"),
  ECDSA_P256_SHA256("ecdsa-p256-sha256", "SHA256withECDSAinP1363Format"),
  ECDSA_P384_SHA384("ecdsa-p384-sha384", "SHA384withECDSAinP1363Format"),
  ED25519("ed25519", "Ed25519");

  private static final PSSParameterSpec PSS =
      new PSSParameterSpec("SHA-512", "MGF1", MGF1ParameterSpec.SHA512, 64, 1);

  private final String id;
  private final String jdkName;

  Algorithm(String id, String jdkName) {
    this.id = id;
    this.jdkName = jdkName;
  }

  /**
   * The one with this id, as the registry of RFC 9421 6.2 has it.
   *
   * @throws IllegalArgumentException when there is none
   */
  static Algorithm of(String id) {
    for (Algorithm algorithm : values()) {
      if (algorithm.id.equals(id)) {
        return algorithm;
      }
    }
    throw new IllegalArgumentException("algorithm: " + id + " (expected: one of RFC 9421)");
  }

  /**
   * Whether it is the key's signature of that. Takes 50 to 300 µs.
   *
   * @throws IllegalStateException when the key is of another kind
   */
  boolean verifies(PublicKey key, byte[] base, byte[] signature) {
    try {
      Signature verifying = Signature.getInstance(jdkName);
      if (this == RSA_PSS_SHA512) {
        verifying.setParameter(PSS);
      }
      verifying.initVerify(key);
      verifying.update(base);
      return isSignature(verifying, signature);
    } catch (InvalidKeyException e) {
      throw new IllegalStateException(id + ": the key is none of its kind", e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + jdkName, e);
    }
  }

  /** What is not even of a signature's form is none. */
  private static boolean isSignature(Signature verifying, byte[] signature) {
    try {
      return verifying.verify(signature);
    } catch (GeneralSecurityException | RuntimeException e) {
      return false;
    }
  }
}
