package io.sluice.filters.hmacauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.sluice.filters.hmacauth.Signatures.Candidate;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples of RFC 9421, appendix B. */
class Rfc9421Test {
  private static final String PSS_21 =
      "d2pmTvmbncD3xQm8E9ZV2828BjQWGgiwAaw5bAkgibUopemLJcWDy/lkbbHAve4cRAtx31Iq786U7it++wgGxbtRxf8U"
          + "dx7zFZsckzXaJMkA7ChG52eSkFxykJeNqsrWH5S+oxNFlD4dzVuwe8DhTSja8xxbR/Z2cOGdCbzR72rgFWhzx2Vj"
          + "BqJzsPLMIQKhO4DGezXehhWwE56YCE+O6c0mKZsfxVrogUvA4HELjVKWmAvtl6UnCh8jYzuVG5WSb/QEVPnP5Tmc"
          + "AnLH1g+s++v6d4s8m0gCw1fV5/SITLq9mhho8K3+7EPYTU8IU1bLhdxO5Nyt8C8ssinQ98Xw9Q==";
  private static final String PSS_22 =
      "LjbtqUbfmvjj5C5kr1Ugj4PmLYvx9wVjZvD9GsTT4F7GrcQEdJzgI9qHxICagShLRiLMlAJjtq6N4CDfKtjvuJyE5qH7"
          + "KT8UCMkSowOB4+ECxCmT8rtAmj/0PIXxi0A0nxKyB09RNrCQibbUjsLS/2YyFYXEu4TRJQzRw1rLEuEfY17SARYh"
          + "pTlaqwZVtR8NV7+4UKkjqpcAoFqWFQh62s7Cl+H2fjBSpqfZUJcsIk4N6wiKYd4je2U/lankenQ99PZfB4jY3I5r"
          + "SV2DSBVkSFsURIjYErOs0tFTQosMTAoxk//0RoKUqiYY8Bh0aaUEb0rQl3/XaVe4bXTugEjHSw==";
  private static final String PSS_23 =
      "bbN8oArOxYoyylQQUU6QYwrTuaxLwjAC9fbY2F6SVWvh0yBiMIRGOnMYwZ/5MR6fb0Kh1rIRASVxFkeGt683+qRpRRU5"
          + "p2voTp768ZrCUb38K0fUxN0O0iC59DzYx8DFll5GmydPxSmme9v6ULbMFkl+V5B1TP/yPViV7KsLNmvKiLJH1pFk"
          + "h/aYA2HXXZzNBXmIkoQoLd7YfW91kE9o/CCoC1xMy7JA1ipwvKvfrs65ldmlu9bpG6A9BmzhuzF8Eim5f8ui9eH8"
          + "LZH896+QIF61ka39VBrohr9iyMUJpvRX2Zbhl5ZJzSRxpJyoEZAFL2FUo5fTIztsDZKEgM4cUA==";

  private static final SignatureBase BASE = new SignatureBase(FieldType.KNOWN);

  private static @Nullable Candidate find(Message message) throws Refusal {
    return new Signatures(Rfc9421.consumers(), null, null)
        .find(message.fields(), signature -> BASE.of(signature, message));
  }

  private static boolean verifies(Message message) throws Refusal {
    Candidate candidate = Objects.requireNonNull(find(message));
    return new VerifyingKeys()
        .of(candidate.holder().credential())
        .verifies(candidate.signed(), candidate.value());
  }

  private static String base(Message message) throws Refusal {
    byte[] base = Objects.requireNonNull(find(message)).signed();
    return new String(base, StandardCharsets.US_ASCII);
  }

  @Test
  void minimalSignature() throws Exception {
    String input =
        "();created=1618884473;keyid=\"test-key-rsa-pss\";nonce=\"b3k2pp5k7z-50gnwp.yemd\"";
    Message message = Rfc9421.testRequest("sig-b21=" + input, "sig-b21=:" + PSS_21 + ":");
    assertThat(base(message)).isEqualTo("\"@signature-params\": " + input);
    assertThat(verifies(message)).isTrue();
  }

  @Test
  void selectiveCoveredComponents() throws Exception {
    String input =
        "(\"@authority\" \"content-digest\" \"@query-param\";name=\"Pet\")"
            + ";created=1618884473;keyid=\"test-key-rsa-pss\";tag=\"header-example\"";
    Message message = Rfc9421.testRequest("sig-b22=" + input, "sig-b22=:" + PSS_22 + ":");
    assertThat(base(message))
        .isEqualTo(
            "\"@authority\": example.com\n\"content-digest\": "
                + Rfc9421.BODY_DIGEST
                + "\n\"@query-param\";name=\"Pet\": dog\n\"@signature-params\": "
                + input);
    assertThat(verifies(message)).isTrue();
  }

  @Test
  void fullCoverage() throws Exception {
    String input =
        "(\"date\" \"@method\" \"@path\" \"@query\" \"@authority\" \"content-type\""
            + " \"content-digest\" \"content-length\")"
            + ";created=1618884473;keyid=\"test-key-rsa-pss\"";
    Message message = Rfc9421.testRequest("sig-b23=" + input, "sig-b23=:" + PSS_23 + ":");
    assertThat(base(message)).contains("\n\"@query\": ?param=Value&Pet=dog\n");
    assertThat(verifies(message)).isTrue();
  }

  /** Of a response, which the filter never sees: its base is given, the algorithm is ours. */
  @Test
  void ecdsaOverAResponse() throws Exception {
    String base =
        """
        "@status": 200
        "content-type": application/json
        "content-digest": sha-512=:mEWXIS7MaLRuGgxOBdODa3xqM1XdEvxoYhvlCFJ41QJgJc4GTsPp29l5oGX69wWdXymyU0rjJuahq4l5aGgfLQ==:
        "content-length": 23
        "@signature-params": ("@status" "content-type" "content-digest" "content-length");created=1618884473;keyid="test-key-ecc-p256\"""";
    byte[] signature =
        Base64.getDecoder()
            .decode(
                "wNmSUAhwb5LxtOtOpNa6W5xj067m5hFrj0XQ4fvpaCLx0NKocgPquLgyahnzDnDAUy5eCdlYUEkLIj+32oi"
                    + "asw==");
    VerifyingKey key =
        new VerifyingKeys()
            .of(Rfc9421.signer("test-key-ecc-p256", Rfc9421.ECC_P256, "ecdsa-p256-sha256"));
    assertThat(key.verifies(base.getBytes(StandardCharsets.US_ASCII), signature)).isTrue();
  }

  @Test
  void hmac() throws Exception {
    String input =
        "sig-b25=(\"date\" \"@authority\" \"content-type\")"
            + ";created=1618884473;keyid=\"test-shared-secret\"";
    String signature = "sig-b25=:pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=:";
    assertThat(verifies(Rfc9421.testRequest(input, signature))).isTrue();
  }

  @Test
  void ed25519() throws Exception {
    String input =
        "sig-b26=(\"date\" \"@method\" \"@path\" \"@authority\" \"content-type\""
            + " \"content-length\");created=1618884473;keyid=\"test-key-ed25519\"";
    String signature =
        "sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpB"
            + "KRCw==:";
    assertThat(verifies(Rfc9421.testRequest(input, signature))).isTrue();
  }

  /** B.3: of a proxy that vouches for a client's certificate. */
  @Test
  void ecdsaOverARequest() throws Exception {
    String certificate =
        ":MIIBqDCCAU6gAwIBAgIBBzAKBggqhkjOPQQDAjA6MRswGQYDVQQKDBJMZXQncyBBdXRoZW50aWNhdGUxGzAZBgNVBA"
            + "MMEkxBIEludGVybWVkaWF0ZSBDQTAeFw0yMDAxMTQyMjU1MzNaFw0yMTAxMjMyMjU1MzNaMA0xCzAJBgNVBAMMA"
            + "kJDMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE8YnXXfaUgmnMtOXU/IncWalRhebrXmckC8vdgJ1p5Be5F/3Y"
            + "C8OthxM4+k1M6aEAEFcGzkJiNy6J84y7uzo9M6NyMHAwCQYDVR0TBAIwADAfBgNVHSMEGDAWgBRm3WjLa38lbEY"
            + "CuiCPct0ZaSED2DAOBgNVHQ8BAf8EBAMCBsAwEwYDVR0lBAwwCgYIKwYBBQUHAwIwHQYDVR0RAQH/BBMwEYEPYm"
            + "RjQGV4YW1wbGUuY29tMAoGCCqGSM49BAMCA0gAMEUCIBHda/r1vaL6G3VliL4/Di6YK0Q6bMjeSkC3dFCOOB8TA"
            + "iEAx/kHSB4urmiZ0NX5r5XarmPk0wmuydBVoU4hBVZ1yhk=:";
    Message message =
        new Message(
            "POST",
            "https",
            "service.internal.example",
            "/foo?param=Value&Pet=dog",
            Rfc9421.fields(
                "Client-Cert: " + certificate,
                "Signature-Input: ttrp=(\"@path\" \"@query\" \"@method\" \"@authority\""
                    + " \"client-cert\");created=1618884473;keyid=\"test-key-ecc-p256\"",
                "Signature: ttrp=:xVMHVpawaAC/0SbHrKRs9i8I3eOs5RtTMGCWXm/9nvZzoHsIg6Mce9315T6xoklyy0y"
                    + "zhD9ah4JHRwMLOgmizw==:"));
    assertThat(verifies(message)).isTrue();
  }

  /** B.4: what a message may go through and be signed still, and what not. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET  | example.org | /demo?name1=Value1&Name2=value2             | application/json | */* | true",
        "GET  | example.org | /demo?name1=Value1&Name2=value2&param=added | application/json | */* | true",
        "GET  | EXAMPLE.org:443 | /demo                                   | application/json, */* | | true",
        "POST | example.com | /demo?name1=Value1&Name2=value2             | application/json | */* | false",
        "GET  | example.org | /demo?name1=Value1&Name2=value2             | */* | application/json | false",
        "GET  | example.org | /Demo                                       | application/json | */* | false",
      })
  void transformedRequest(
      String method, String host, String target, String accept, @Nullable String second, boolean ok)
      throws Exception {
    Message message =
        new Message(
            method,
            "https",
            host,
            target,
            Rfc9421.fields(
                "Accept: " + accept,
                second == null ? "X-None: 1" : "Accept: " + second,
                "Signature-Input: transform=(\"@method\" \"@path\" \"@authority\" \"accept\")"
                    + ";created=1618884473;keyid=\"test-key-ed25519\"",
                "Signature: transform=:ZT1kooQsEHpZ0I1IjCqtQppOmIqlJPeo7DHR3SoMn0s5JZ1eRGS0A+vyYP9t/L"
                    + "Xlh5QMFFQ6cpLt2m0pmj3NDA==:"));
    assertThat(verifies(message)).isEqualTo(ok);
  }

  /** Those of which the RFC has no example: what the JDK signs in their way is verified. */
  @ParameterizedTest
  @CsvSource({
    "ecdsa-p384-sha384, EC, secp384r1, SHA384withECDSAinP1363Format, 96",
    "rsa-v1_5-sha256, RSA, , SHA256withRSA, 256",
  })
  void otherAlgorithms(String id, String kind, @Nullable String curve, String jdkName, int length)
      throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
    if (curve == null) {
      generator.initialize(2048);
    } else {
      generator.initialize(new ECGenParameterSpec(curve));
    }
    KeyPair pair = generator.generateKeyPair();
    Signature signing = Signature.getInstance(jdkName);
    signing.initSign(pair.getPrivate());
    byte[] base = "some base".getBytes(StandardCharsets.US_ASCII);
    signing.update(base);
    byte[] signature = signing.sign();
    String encoded = Base64.getEncoder().encodeToString(pair.getPublic().getEncoded());
    VerifyingKey key = new VerifyingKeys().of(Rfc9421.signer("k", encoded, id));

    assertThat(signature).hasSize(length);
    assertThat(key.verifies(base, signature)).isTrue();
    signature[length / 2] ^= 1;
    assertThat(key.verifies(base, signature)).isFalse();
    assertThat(key.verifies(base, new byte[0])).isFalse();
    assertThat(key.verifies(base, new byte[length])).isFalse();
    assertThat(key.verifies(base, new byte[length + 1])).isFalse();
  }

  @Test
  void bodyOfTheExamplesHasTheirDigest() throws Exception {
    ContentDigest digest = ContentDigest.of(List.of(Rfc9421.BODY_DIGEST));
    assertThat(digest.matches(Unpooled.copiedBuffer(Rfc9421.BODY, StandardCharsets.UTF_8)))
        .isTrue();
  }
}
