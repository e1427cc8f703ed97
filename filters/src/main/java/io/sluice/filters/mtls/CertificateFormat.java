package io.sluice.filters.mtls;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.util.Base64;

/** How a proxy writes a certificate into a field. */
enum CertificateFormat {
  /** A byte sequence, {@code :base64:} (RFC 9440 section 2.1, RFC 9651 section 3.3.5). */
  RFC9440 {
    @Override
    byte[] decoded(String field) throws CertificateException {
      int last = field.length() - 1;
      if (last < 2 || field.charAt(0) != ':' || field.charAt(last) != ':') {
        throw new CertificateException("not a byte sequence");
      }
      return base64(field.substring(1, last));
    }
  },
  /** PEM, percent-encoded: what nginx has as {@code $ssl_client_escaped_cert}. */
  PEM {
    @Override
    byte[] decoded(String field) throws CertificateException {
      String pem;
      try {
        pem =
            QueryStringDecoder.decodeComponent(
                    field.replace("+", "%2B"), StandardCharsets.US_ASCII) // it stands for itself
                .strip();
      } catch (IllegalArgumentException e) {
        throw new CertificateException("not percent-encoded", e);
      }
      if (pem.length() < BEGIN.length() + END.length()
          || !pem.startsWith(BEGIN)
          || !pem.endsWith(END)) {
        throw new CertificateException("not PEM");
      }
      String body = pem.substring(BEGIN.length(), pem.length() - END.length());
      return base64(body.replace("\r", "").replace("\n", ""));
    }
  };

  private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
  private static final String END = "-----END CERTIFICATE-----";

  /**
   * The certificate's DER form, whatever is in it.
   *
   * @throws CertificateException when it is not written so
   */
  abstract byte[] decoded(String field) throws CertificateException;

  private static byte[] base64(String text) throws CertificateException {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new CertificateException("not Base64", e);
    }
  }
}
