package io.sluice.filters.jwtauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.filters.fake.FakeExchange;
import io.sluice.gateway.api.FilterPlace;
import java.security.KeyPair;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JwtAuthConfigTest {
  private static final String OK = "secret: 0123456789012345678901234567890123456789";
  private static final KeyPair WEAK = Tokens.pair("RSA", 1024);
  private static final KeyPair P256 = Tokens.pair("EC", 256);

  private static void make(String config) {
    new JwtAuthFactory().create(JwtAuthTester.bind(config), FakeExchange.context());
  }

  private static String replaced(String config) {
    return config
        .replace("OK", OK)
        .replace("WEAK", '"' + Tokens.pem(WEAK.getPublic()).replace("\n", "\\n") + '"')
        .replace("P256", '"' + Tokens.pem(P256.getPublic()).replace("\n", "\\n") + '"')
        .replace(
            "PRIVATE",
            "\"-----BEGIN PRIVATE KEY-----\\n"
                + Base64.getEncoder().encodeToString(P256.getPrivate().getEncoded())
                + "\\n-----END PRIVATE KEY-----\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                                                 | : missing (expected: exactly one of jwks or keys)",
        "{ keys: [], audience: a }                          | .keys: 0 entries (expected: at least 1)",
        "{ jwks: { url: 'https://a/' }, keys: [ { algorithm: HS256, OK } ] } | : jwks and keys (expected: exactly one of jwks or keys)",
        "{ keys: [ { algorithm: HS256, secret: short } ] }  | .keys[0].secret: of 5 characters (expected: 32 or more for HS256, such as openssl rand -base64 32 gives)",
        "{ keys: [ { algorithm: HS512, OK } ] }             | .keys[0].secret: of 40 characters (expected: 64 or more for HS512, such as openssl rand -base64 64 gives)",
        "{ keys: [ { algorithm: HS384, secret: 'base64:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=' } ] } | .keys[0].secret: of 32 bytes (expected: 48 or more for HS384 behind base64:",
        "{ keys: [ { algorithm: HS256, secret: abababababababababababababababab } ] } | .keys[0].secret: of 2 different characters (expected: 8 or more, such as openssl rand -base64 32 gives)",
        "{ keys: [ { algorithm: RS256, OK } ] }             | .keys[0].algorithm: RS256 (expected: public_key beside it)",
        "{ keys: [ { algorithm: HS256, public_key: P256 } ] } | .keys[0].algorithm: HS256 (expected: secret beside it)",
        "{ keys: [ { algorithm: none, OK } ] }              | .keys[0].algorithm: none (expected: ",
        "{ keys: [ { algorithm: ES384, public_key: P256 } ] } | .keys[0].public_key: [ES384] (expected: algorithms of a key of the kind P256)",
        "{ keys: [ { algorithm: RS256, public_key: WEAK } ] } | .keys[0].public_key: an RSA key of 1024 bits (expected: 2048 to 16384)",
        "{ keys: [ { algorithm: ES256, public_key: PRIVATE } ] } | .keys[0].public_key: a private key (expected: PEM, -----BEGIN PUBLIC KEY-----",
        "{ keys: [ { algorithm: ES256, public_key: hello } ] } | .keys[0].public_key: no PEM of one public key (expected: PEM, ",
        "{ keys: [ { algorithm: ES256, public_key: '-----BEGIN PUBLIC KEY-----AAAA-----END PUBLIC KEY-----' } ] } | .keys[0].public_key: a key of another kind",
        "{ keys: [ { kid: a, algorithm: HS256, OK }, { kid: a, algorithm: HS384, secret: 01234567890123456789012345678901234567890123456789 } ] } | .keys[1].kid: a (expected: another than those before)",
        "{ keys: [ { algorithm: HS256, OK } ], algorithms: [HS384] } | .keys[0].algorithm: HS256 (expected: one of algorithms, [HS384])",
        "{ jwks: { url: 'ftp://a/' } }                      | .jwks.url: ftp://a/ (expected: ",
        "{ jwks: { url: 'https://' } }                      | .jwks.url: ",
        "{ jwks: { url: 'https://me:secret@a/' } }          | .jwks.url: a URL with a password (expected: an https URL",
        "{ jwks: { url: 'https://a/', refresh: 10ms } }     | .jwks.refresh: 10ms (expected: at least 1s)",
        "{ jwks: { url: 'https://a/' }, algorithms: [RS256, HS256] } | .algorithms[1]: HS256 (expected: none of HS256, HS384, HS512 with jwks, whose keys are public)",
        "{ keys: [ { algorithm: HS256, OK } ], claims_to_headers: { a: host } } | .claims_to_headers.a: host (expected: another field",
        "{ keys: [ { algorithm: HS256, OK } ], claims_to_headers: { a: x, b: X } } | .claims_to_headers.b: X (expected: a field for each claim)",
        "{ keys: [ { algorithm: HS256, OK } ], claims_to_headers: { /: x } } | .claims_to_headers: \"/\" (expected: the name of a claim",
        "{ keys: [ { algorithm: HS256, OK } ], consumer_header: 'a b' } | .consumer_header: 'a b' (expected: a field name",
        "{ keys: [ { algorithm: HS256, OK } ], in: { header: a, cookie: b } } | .in: header and cookie (expected: exactly one of",
        "{ keys: [ { algorithm: HS256, OK } ], in: { header: te } } | .in.header: te (expected: ",
        "{ keys: [ { algorithm: HS256, OK } ], leeway: 1h } | .leeway: 1h (expected: 0 to 10m)",
        "{ keys: [ { algorithm: HS256, OK } ], consumer_prefix: a/ } | .consumer_prefix: a/ (expected: ",
      })
  void namesWhatIsWrong(String config, String error) {
    assertThatThrownBy(() -> make(replaced(config)))
        .hasMessageContaining("filters[0].config" + error)
        .message()
        .doesNotContain("01234567890", "me:secret");
  }

  private static final FilterPlace PLACE =
      new FilterPlace(false, Set.of(), Set.of(), FilterPlace.Callers.NONE, 0, false);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{ keys: [ { algorithm: HS256, OK } ] }                               | issuer, audience",
        "{ keys: [ { algorithm: HS256, OK } ], issuer: a, audience: b }       | ''",
        "{ keys: [ { algorithm: HS256, OK } ], issuer: a, audience: b, require_exp: false } | require_exp",
        "{ jwks: { url: 'http://a/' }, issuer: a, audience: [b, c] }          | jwks.url",
        "{ jwks: { url: 'http://127.0.0.1:80/' }, issuer: a, audience: [b] }  | ''",
        "{ jwks: { url: 'http://127.evil.example/' }, issuer: a, audience: b } | jwks.url",
        "{ jwks: { url: 'https://a/' }, issuer: a, audience: b }              | ''",
        "{ jwks: { url: 'https://a/' }, issuer: a, audience: b, in: { query: t } } | in.query",
      })
  void warnsOfWhatIsWeak(String config, String options) {
    assertThat(
            new JwtAuthFactory()
                .warnings(JwtAuthTester.bind(replaced(config)), PLACE).stream()
                    .map(warning -> warning.substring(0, warning.indexOf(':'))))
        .isEqualTo(options.isEmpty() ? List.of() : List.of(options.split(", ")));
  }

  @Test
  void aTokenInTheQueryIsKeptOutOfTheAccessLog() {
    JwtAuthFactory factory = new JwtAuthFactory();
    String jwks = "jwks: { url: 'https://a/' }";
    assertThat(factory.secretParameters(JwtAuthTester.bind("{ " + jwks + " }"))).isEmpty();
    assertThat(factory.secretParameters(JwtAuthTester.bind("{ " + jwks + ", in: { query: t } }")))
        .containsExactly("t");
  }

  @Test
  void nothingShowsASecret() {
    JwtAuthConfig config = JwtAuthTester.bind(replaced("{ keys: [ { algorithm: HS256, OK } ] }"));
    assertThat(config.toString()).doesNotContain("0123456789");
  }
}
