package io.sluice.gateway.api;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/**
 * Public keys as people have them in files (RFC 7468): one block and nothing around it. Whether a
 * key is strong enough is for the caller to say. Messages tell nothing of what a text holds.
 */
public final class Pem {
  private static final String KEY = "PUBLIC KEY";
  private static final String CERTIFICATE = "CERTIFICATE";

  private Pem() {}

  /**
   * The key of one block {@code PUBLIC KEY}.
   *
   * @param kinds those that are taken, by the names that {@link KeyFactory} has for them
   * @throws IllegalArgumentException saying what it is instead
   */
  public static PublicKey publicKey(String text, String... kinds) {
    return key(body(text.strip(), KEY, begin(KEY)), kinds);
  }

  /**
   * The same, or the key of one block {@code CERTIFICATE}, whatever kind that is of.
   *
   * @throws IllegalArgumentException saying what it is instead
   */
  public static PublicKey publicKeyOrCertificate(String text, String... kinds) {
    String pem = text.strip();
    String expected = begin(KEY) + " or " + begin(CERTIFICATE);
    if (!pem.startsWith(begin(CERTIFICATE))) {
      return key(body(pem, KEY, expected), kinds);
    }
    try {
      return CertificateFactory.getInstance("X.509")
          .generateCertificate(new ByteArrayInputStream(body(pem, CERTIFICATE, expected)))
          .getPublicKey();
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("no certificate that can be read" + pem(expected), e);
    }
  }

  private static byte[] body(String pem, String label, String expected) {
    if (pem.contains("PRIVATE KEY-----")) {
      throw new IllegalArgumentException("a private key" + pem(expected));
    }
    String begin = begin(label);
    String end = "-----END " + label + "-----";
    if (pem.length() < begin.length() + end.length()
        || !pem.startsWith(begin)
        || pem.indexOf(end) != pem.length() - end.length()) {
      throw new IllegalArgumentException("no PEM of one public key" + pem(expected));
    }
    try {
      String base64 = pem.substring(begin.length(), pem.length() - end.length());
      return Base64.getDecoder().decode(base64.replaceAll("\\s", ""));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("no base64 in it" + pem(expected), e);
    }
  }

  private static String begin(String label) {
    return "-----BEGIN " + label + "-----";
  }

  private static String pem(String expected) {
    return " (expected: PEM, " + expected + ")";
  }

  @SuppressWarnings("EmptyCatch") // it says itself what it is: only one of them reads it
  private static PublicKey key(byte[] der, String... kinds) {
    for (String kind : kinds) {
      try {
        return KeyFactory.getInstance(kind).generatePublic(new X509EncodedKeySpec(der));
      } catch (GeneralSecurityException another) {
      }
    }
    throw new IllegalArgumentException(
        "a key of another kind (expected: " + String.join(" or ", kinds) + ", as PEM)");
  }
}
