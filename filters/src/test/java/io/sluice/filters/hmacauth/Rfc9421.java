package io.sluice.filters.hmacauth;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.sluice.gateway.api.Consumer;
import io.sluice.gateway.api.Consumers;
import io.sluice.gateway.api.Credential;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keys and requests of RFC 9421, appendix B. */
final class Rfc9421 {
  static final String RSA_PSS =
      """
      MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAr4tmm3r20Wd/PbqvP1s2
      +QEtvpuRaV8Yq40gjUR8y2Rjxa6dpG2GXHbPfvMs8ct+Lh1GH45x28Rw3Ry53mm+
      oAXjyQ86OnDkZ5N8lYbggD4O3w6M6pAvLkhk95AndTrifbIFPNU8PPMO7OyrFAHq
      gDsznjPFmTOtCEcN2Z1FpWgchwuYLPL+Wokqltd11nqqzi+bJ9cvSKADYdUAAN5W
      Utzdpiy6LbTgSxP7ociU4Tn0g5I6aDZJ7A8Lzo0KSyZYoA485mqcO0GVAdVw9lq4
      aOT9v6d+nb4bnNkQVklLQ3fVAvJm+xdDOp9LCNCN48V2pnDOkFV6+U9nV5oyc6XI
      2wIDAQAB""";
  static final String ECC_P256 =
      """
      MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEqIVYZVLCrPZHGHjP17CTW0/+D9Lf
      w0EkjqF7xB4FivAxzic30tMM4GF+hR6Dxh71Z50VGGdldkkDXZCnTNnoXQ==""";
  static final String ED25519 = "MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=";
  static final String SECRET =
      "uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ==";

  /** When its signatures were made. */
  static final long CREATED = 1_618_884_473;

  static final String BODY = "{\"hello\": \"world\"}";

  static final String BODY_DIGEST =
      "sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHW"
          + "XvJwew==:";

  private Rfc9421() {}

  static Consumers consumers() {
    return Consumers.of(
        List.of(
            consumer("pss", signer("test-key-rsa-pss", RSA_PSS, "rsa-pss-sha512")),
            consumer("ecc", signer("test-key-ecc-p256", ECC_P256, "ecdsa-p256-sha256")),
            consumer("ed", signer("test-key-ed25519", ED25519, "ed25519")),
            consumer("hmac", secret("test-shared-secret", "base64:" + SECRET))));
  }

  static Consumer consumer(String id, Credential credential) {
    return new Consumer(id, Map.of(), List.of(credential));
  }

  static Credential signer(String keyId, String key, String algorithm) {
    return credential(keyId, null, pem(key), algorithm);
  }

  static Credential secret(String keyId, String secret) {
    return credential(keyId, secret, null, null);
  }

  private static Credential credential(
      String keyId, @Nullable String secret, @Nullable String pem, @Nullable String algorithm) {
    return new Credential(null, null, null, null, keyId, secret, pem, algorithm, null, null);
  }

  static String pem(String key) {
    return "-----BEGIN PUBLIC KEY-----\n" + key + "\n-----END PUBLIC KEY-----\n";
  }

  /** B.2's, with a signature. */
  static Message testRequest(String input, String signature) {
    HttpHeaders fields =
        fields(
            "Host: example.com",
            "Date: Tue, 20 Apr 2021 02:07:55 GMT",
            "Content-Type: application/json",
            "Content-Digest: " + BODY_DIGEST,
            "Content-Length: 18",
            "Signature-Input: " + input,
            "Signature: " + signature);
    return new Message("POST", "https", "example.com", "/foo?param=Value&Pet=dog", fields);
  }

  static HttpHeaders fields(String... lines) {
    HttpHeaders fields = new DefaultHttpHeaders();
    for (String line : lines) {
      int colon = line.indexOf(':');
      fields.add(line.substring(0, colon), line.substring(colon + 1).strip());
    }
    return fields;
  }
}
