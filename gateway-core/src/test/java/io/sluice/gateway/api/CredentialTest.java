package io.sluice.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.api.Credential.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CredentialTest {
  private static final String HASH = "$2b$10$" + "a".repeat(53);
  private static final String SECRET = "0123456789abcdef0123456789abcdef";

  /** echo -n abc | sha256sum. */
  private static final String SHA256_OF_ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @Test
  void keepsOfAKeyTheHashAndTheLength() {
    Credential credential = key("abc");

    assertThat(credential.key()).isEqualTo("***");
    assertThat(credential.keySha256()).isEqualTo(SHA256_OF_ABC);
    assertThat(credential.kind()).isEqualTo(Kind.KEY);
  }

  @Test
  void aKeyAndItsHashAreFoundByTheSameName() {
    assertThat(key("abc").name()).isEqualTo(keySha256(SHA256_OF_ABC).name()).hasSize(32);
  }

  @Test
  void showsNothingSecret() {
    assertThat(key("abc").toString()).isEqualTo("key");
    assertThat(password("ann", HASH).toString()).isEqualTo("PASSWORD ann");
    assertThat(signer("ci", SECRET, null, null).toString()).isEqualTo("SIGNING_KEY ci");
  }

  @Test
  void aNameNeedsAPasswordAndThePasswordAName() {
    assertThatThrownBy(() -> password("ann", null))
        .hasMessage("password_hash: missing (expected: one that goes with username)");
    assertThatThrownBy(() -> password(null, HASH)).hasMessageStartingWith("username: missing");
  }

  @Test
  void aSignerHasOneKey() {
    assertThatThrownBy(() -> signer("ci", null, null, null)).hasMessageStartingWith("key_id: ci");
    assertThatThrownBy(() -> signer("ci", SECRET, "pem", "ed25519"))
        .hasMessageStartingWith("key_id: ci");
    assertThatThrownBy(() -> signer("ci", null, "pem", null))
        .hasMessageStartingWith("algorithm: missing");
    assertThatThrownBy(() -> signer("ci", SECRET, null, "ed25519"))
        .hasMessageStartingWith("algorithm: ed25519 (expected: only beside public_key)");
  }

  @Test
  void refusesASecretThatIsSoonGuessed() {
    assertThatThrownBy(() -> signer("ci", "short", null, null))
        .hasMessageStartingWith("secret: of 5 characters (expected: 32 or more");
    assertThatThrownBy(() -> signer("ci", "s".repeat(32), null, null))
        .hasMessageStartingWith("secret: of 1 different character (expected: 8 or more");
  }

  @Test
  void theSecretIsItsTextOrWhatItEncodes() {
    byte[] bytes = SECRET.getBytes(StandardCharsets.UTF_8);
    String encoded = "base64:" + Base64.getEncoder().encodeToString(bytes);
    assertThat(signer("ci", SECRET, null, null).secretBytes()).isEqualTo(bytes);
    assertThat(signer("ci", encoded, null, null).secretBytes()).isEqualTo(bytes);
  }

  @Test
  void consumersAreFoundByIdAndByCredential() {
    Consumer ann = new Consumer("ann", Map.of("plan", "gold"), List.of(key("abc")));
    Consumers consumers = Consumers.of(List.of(ann));

    assertThat(consumers.find("ann")).isSameAs(ann);
    assertThat(consumers.find("bob")).isNull();
    assertThat(consumers.holder(Kind.KEY, key("abc").name()).consumer()).isSameAs(ann);
    assertThat(consumers.holder(Kind.PASSWORD, key("abc").name())).isNull();
  }

  @Test
  void twoConsumersCannotHaveOneCredential() {
    Consumer ann = new Consumer("ann", Map.of(), List.of(key("abc")));
    Consumer bob = new Consumer("bob", Map.of(), List.of(password("b", HASH), key("abc")));

    assertThatThrownBy(() -> Consumers.of(List.of(ann, bob)))
        .hasMessage(
            "consumers[1].credentials[1]: key (expected: one of its own; consumer ann has it)");
  }

  @ParameterizedTest
  @CsvSource({
    "DNS:Ann.Example.ORG, DNS:ann.example.org",
    "DNS:\u212Aann.ORG, DNS:\u212Aann.org",
    "email:Ann@Example.ORG, email:Ann@example.org",
    "'email:\"A@B\"@C', 'email:\"A@B\"@c'",
    "email:Ann, email:Ann",
    "URI:HTTPS://Example.ORG/A, URI:HTTPS://Example.ORG/A",
    "'cn=Ann, O=Example', 'CN=Ann,O=Example'",
  })
  void namesOfCertificatesHaveOneSpelling(String written, String spelled) {
    assertThat(certificate(written).name()).isEqualTo(spelled);
    Consumer ann = new Consumer("ann", Map.of(), List.of(certificate(written)));
    Consumer bob = new Consumer("bob", Map.of(), List.of(certificate(spelled)));
    assertThatThrownBy(() -> Consumers.of(List.of(ann, bob)))
        .hasMessageContaining("consumer ann has it");
  }

  private static Credential certificate(String name) {
    return new Credential(null, null, null, null, null, null, null, null, null, name);
  }

  private static Credential key(String key) {
    return new Credential(key, null, null, null, null, null, null, null, null, null);
  }

  private static Credential keySha256(String hash) {
    return new Credential(null, hash, null, null, null, null, null, null, null, null);
  }

  private static Credential password(@Nullable String name, @Nullable String hash) {
    return new Credential(null, null, name, hash, null, null, null, null, null, null);
  }

  private static Credential signer(
      String id, @Nullable String secret, @Nullable String pem, @Nullable String algorithm) {
    return new Credential(null, null, null, null, id, secret, pem, algorithm, null, null);
  }
}
