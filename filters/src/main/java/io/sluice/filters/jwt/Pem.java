package io.sluice.filters.jwt;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/** Public keys as people have them in files (RFC 7468). */
public final class Pem {
  private static final String EXPECTED =
      " (expected: PEM, -----BEGIN PUBLIC KEY----- or -----BEGIN CERTIFICATE-----)";
  private static final List<String> KINDS = List.of("RSA", "EC", "Ed25519");

  private Pem() {}

  /**
   * The key of one block.
   *
   * @throws IllegalArgumentException saying what it is instead, and nothing of what it holds
   */
  public static PublicKey publicKey(String text) {
    String pem = text.strip();
    if (pem.contains("PRIVATE KEY-----")) {
      throw new IllegalArgumentException("a private key" + EXPECTED);
    }
    try {
      if (pem.startsWith("-----BEGIN CERTIFICATE-----")) {
        byte[] der = body(pem, "CERTIFICATE");
        return CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(der))
            .getPublicKey();
      }
      return key(new X509EncodedKeySpec(body(pem, "PUBLIC KEY")));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("no key that can be read" + EXPECTED, e);
    }
  }

  private static byte[] body(String pem, String label) {
    String begin = "-----BEGIN " + label + "-----";
    String end = "-----END " + label + "-----";
    if (!pem.startsWith(begin) || pem.indexOf(end) != pem.length() - end.length()) {
      throw new IllegalArgumentException("no PEM of one public key" + EXPECTED);
    }
    try {
      String base64 = pem.substring(begin.length(), pem.length() - end.length());
      return Base64.getDecoder().decode(base64.replaceAll("\\s", ""));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("no base64 in it" + EXPECTED, e);
    }
  }

  @SuppressWarnings("EmptyCatch") // it says itself what it is: only one of them reads it
  private static PublicKey key(X509EncodedKeySpec spec) throws GeneralSecurityException {
    for (String kind : KINDS) {
      try {
        return KeyFactory.getInstance(kind).generatePublic(spec);
      } catch (GeneralSecurityException another) {
      }
    }
    throw new IllegalArgumentException(
        "a key of another kind (expected: RSA, EC or Ed25519, as PEM)");
  }
}
