package io.sluice.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SigningKeysTest {

  private static String pem(PublicKey key) {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded())
        + "\n-----END PUBLIC KEY-----\n";
  }

  /** RSA with so many bits, EC on such a curve, or Ed25519. */
  private static PublicKey key(String kind) throws Exception {
    KeyPairGenerator generator;
    if (kind.startsWith("sec")) {
      generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(kind));
    } else if (kind.startsWith("rsa")) {
      generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(Integer.parseInt(kind.substring(3)));
    } else {
      generator = KeyPairGenerator.getInstance(kind);
    }
    return generator.generateKeyPair().getPublic();
  }

  private static Credential signer(
      @Nullable String secret, @Nullable String pem, @Nullable String algorithm) {
    return new Credential(null, null, null, null, "id", secret, pem, algorithm, null, null);
  }

  @ParameterizedTest
  @CsvSource({
    "rsa2048, rsa-pss-sha512",
    "rsa2048, rsa-v1_5-sha256",
    "secp256r1, ecdsa-p256-sha256",
    "secp384r1, ecdsa-p384-sha384",
    "Ed25519, ed25519",
  })
  void readsAKeyOfEachKind(String kind, String algorithm) throws Exception {
    PublicKey key = key(kind);
    assertThat(signer(null, pem(key), algorithm).verificationKey()).isEqualTo(key);
  }

  @ParameterizedTest
  @CsvSource({
    "rsa1024, rsa-pss-sha512, 'public_key: of 1024 bits (expected: 2048 or more)'",
    "rsa2048, ed25519, 'public_key: a key of another kind (expected: Ed25519'",
    "Ed25519, rsa-pss-sha512, 'public_key: a key of another kind (expected: RSA or RSASSA-PSS'",
    "secp256r1, ecdsa-p384-sha384, 'public_key: of another curve (expected: P-384, for'",
    "secp384r1, ecdsa-p256-sha256, 'public_key: of another curve (expected: P-256, for'",
    "Ed448, ed25519, 'public_key: a key of another kind (expected: Ed25519'",
  })
  void refusesAKeyThatIsWeakOrOfAnotherKind(String kind, String algorithm, String message)
      throws Exception {
    String pem = pem(key(kind));
    assertThatThrownBy(() -> signer(null, pem, algorithm)).hasMessageStartingWith(message);
  }

  @Test
  void refusesWhatIsNoPublicKey() {
    assertThatThrownBy(() -> signer(null, "-----BEGIN PRIVATE KEY-----", "ed25519"))
        .hasMessageStartingWith(
            "public_key: a private key (expected: PEM, -----BEGIN PUBLIC KEY-----)");
    String certificate = "-----BEGIN CERTIFICATE-----\nMAMCAQE=\n-----END CERTIFICATE-----";
    assertThatThrownBy(() -> signer(null, certificate, "ed25519"))
        .hasMessageStartingWith(
            "public_key: no PEM of one public key (expected: PEM, -----BEGIN P");
    String torn = "-----BEGIN PUBLIC KEY-----\nMCowB\n-----END PUBLIC KEY-----";
    assertThatThrownBy(() -> signer(null, torn, "ed25519"))
        .hasMessageStartingWith("public_key: no base64 in it (expected: PEM,");
    String broken = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA\n-----END PUBLIC KEY-----";
    assertThatThrownBy(() -> signer(null, broken, "ed25519"))
        .hasMessageStartingWith("public_key: a key of another kind");
  }
}
