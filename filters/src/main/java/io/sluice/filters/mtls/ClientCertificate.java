package io.sluice.filters.mtls;

import io.sluice.filters.auth.Sha256;
import io.sluice.gateway.api.Credential;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * What a certificate says that it is for.
 *
 * @param sha256 of its DER form, in hexadecimal
 * @param names its subject (RFC 4514), then its alternative names in order, as {@code
 *     DNS:example.com}, {@code URI:spiffe://a/b}, {@code email:a@b}, in their one spelling
 * @param notBefore milliseconds of the epoch
 * @param notAfter milliseconds of the epoch
 */
record ClientCertificate(String sha256, List<String> names, long notBefore, long notAfter) {

  /** Longer ones are not read; 4 KiB is a large one. */
  private static final int LONGEST = 16 * 1024;

  private static final int MOST_NAMES = 64;

  /**
   * Reads a field Client-Cert.
   *
   * @throws CertificateException when it is none
   */
  static ClientCertificate of(String field, CertificateFormat format) throws CertificateException {
    if (field.length() > LONGEST) {
      throw new CertificateException("too long");
    }
    ByteArrayInputStream in = new ByteArrayInputStream(format.decoded(field));
    if (!(CertificateFactory.getInstance("X.509").generateCertificate(in)
            instanceof X509Certificate certificate)
        || in.available() > 0) {
      throw new CertificateException("not one certificate");
    }
    return new ClientCertificate(
        Sha256.of(certificate.getEncoded()).hex(),
        names(certificate),
        certificate.getNotBefore().toInstant().toEpochMilli(),
        certificate.getNotAfter().toInstant().toEpochMilli());
  }

  private static List<String> names(X509Certificate certificate)
      throws CertificateParsingException {
    List<String> names = new ArrayList<>();
    names.add(certificate.getSubjectX500Principal().getName());
    Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
    for (List<?> name : alternatives == null ? List.<List<?>>of() : alternatives) {
      String kind = switch ((Integer) name.get(0)) { // RFC 5280 section 4.2.1.6
            case 1 -> "email:";
            case 2 -> "DNS:";
            case 6 -> "URI:";
            default -> "";
          };
      if (!kind.isEmpty() && names.size() < MOST_NAMES) {
        names.add(Credential.alternativeName(kind + name.get(1)));
      }
    }
    return List.copyOf(names);
  }

  boolean isValidAt(long millis) {
    return notBefore <= millis && millis <= notAfter;
  }
}
