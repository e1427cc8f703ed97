package io.sluice.filters.jwtauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.RSAKey;
import io.sluice.filters.fake.FakeExchange;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each attack that is known, and how it is refused. */
class KnownAttacksTest {
  private static final KeyPair RSA = Tokens.pair("RSA", 2048);
  private static final KeyPair OTHER_RSA = Tokens.pair("RSA", 2048);
  private static final KeyPair EC = Tokens.pair("EC", 256);
  private static final String CLAIMS =
      Tokens.claims(",\"iss\":\"us\",\"aud\":[\"web\",\"orders\"]");
  private static final byte[] SECRET = Tokens.SECRET.getBytes(StandardCharsets.UTF_8);
  private static final String CONFIG =
      "{ issuer: us, audience: orders, keys: ["
          + " { kid: r, algorithm: RS256, public_key: \""
          + Tokens.pem(RSA.getPublic()).replace("\n", "\\n")
          + "\" }, { kid: e, algorithm: ES256, public_key: \""
          + Tokens.pem(EC.getPublic()).replace("\n", "\\n")
          + "\" }, { kid: h, algorithm: HS256, secret: \""
          + Tokens.SECRET
          + "\" } ] }";

  private final JwtAuthTester tester = JwtAuthTester.of(CONFIG);

  private static String rs256() {
    return Tokens.by(RSA, JWSAlgorithm.RS256, "r", CLAIMS);
  }

  private static String es256() {
    return Tokens.by(EC, JWSAlgorithm.ES256, "e", CLAIMS);
  }

  /** By the right secret, with this header. */
  private static String headed(String header) {
    return Tokens.hs256(header, CLAIMS, SECRET);
  }

  /** By the right secret, with these claims. */
  private static String claiming(String claims) {
    return Tokens.hs256("{\"alg\":\"HS256\",\"kid\":\"h\"}", claims, SECRET);
  }

  /** With other characters in one of its parts. */
  private static String part(int index, String value) {
    String[] parts = rs256().split("\\.", -1);
    parts[index] = value;
    return String.join(".", parts);
  }

  private static String signature(byte[] bytes) {
    String[] parts = es256().split("\\.", -1);
    return parts[0] + "." + parts[1] + "." + Tokens.base64url(bytes);
  }

  @Test
  void theTokensThatAttacksBeginWithAreTaken() {
    for (String token :
        List.of(
            rs256(),
            es256(),
            claiming(CLAIMS),
            headed("{\"alg\":\"HS256\",\"kid\":\"h\",\"typ\":\"at+JWT\"}"),
            headed("{\"alg\":\"HS256\",\"kid\":\"h\",\"typ\":\"application/jwt\"}"))) {
      assertThat(tester.ask(token).consumer()).isEqualTo("alice");
    }
  }

  static Stream<Arguments> algorithms() {
    String payload = Tokens.base64url(CLAIMS);
    return Stream.of("none", "None", "NONE", "nOnE", "", "none ", "HS256 ", "hs256", "Rs256")
        .flatMap(
            name -> {
              String header = Tokens.base64url("{\"alg\":\"" + name + "\"}");
              return Stream.of(
                  Arguments.of("alg '" + name + "'", header + "." + payload + "."),
                  Arguments.of("alg '" + name + "' signed", headed("{\"alg\":\"" + name + "\"}")));
            });
  }

  static Stream<Arguments> confusions() throws Exception {
    byte[] pem = Tokens.pem(RSA.getPublic()).getBytes(StandardCharsets.UTF_8);
    byte[] jwk =
        new RSAKey.Builder((RSAPublicKey) RSA.getPublic())
            .keyID("r")
            .build()
            .toJSONString()
            .getBytes(StandardCharsets.UTF_8);
    byte[] der = RSA.getPublic().getEncoded();
    String hs = "{\"alg\":\"HS256\",\"kid\":\"r\"}";
    return Stream.of(
        Arguments.of("HMAC with the PEM", Tokens.hs256(hs, CLAIMS, pem)),
        Arguments.of("HMAC with the JWK", Tokens.hs256(hs, CLAIMS, jwk)),
        Arguments.of("HMAC with the DER", Tokens.hs256(hs, CLAIMS, der)),
        Arguments.of("HMAC with the PEM, no kid", Tokens.hs256("{\"alg\":\"HS256\"}", CLAIMS, pem)),
        Arguments.of("PS256 by the RS256 key", Tokens.by(RSA, JWSAlgorithm.PS256, "r", CLAIMS)),
        Arguments.of("RS512 by the RS256 key", Tokens.by(RSA, JWSAlgorithm.RS512, "r", CLAIMS)),
        Arguments.of("the key of another kid", Tokens.by(RSA, JWSAlgorithm.RS256, "e", CLAIMS)),
        Arguments.of("a key of the sender", Tokens.by(OTHER_RSA, JWSAlgorithm.RS256, "r", CLAIMS)),
        Arguments.of(
            "no kid, a key of the sender", Tokens.by(OTHER_RSA, JWSAlgorithm.RS256, null, CLAIMS)),
        Arguments.of(
            "crit", headed("{\"alg\":\"HS256\",\"kid\":\"h\",\"crit\":[\"exp\"],\"exp\":1}")),
        Arguments.of("crit, empty", headed("{\"alg\":\"HS256\",\"kid\":\"h\",\"crit\":[]}")),
        Arguments.of("b64 false", headed("{\"alg\":\"HS256\",\"kid\":\"h\",\"b64\":false}")),
        Arguments.of("zip", headed("{\"alg\":\"HS256\",\"kid\":\"h\",\"zip\":\"DEF\"}")),
        Arguments.of(
            "encrypted",
            Tokens.base64url("{\"alg\":\"dir\",\"enc\":\"A128GCM\"}") + "..AAAA.AAAA.AAAA"),
        Arguments.of(
            "a token for something else",
            headed("{\"alg\":\"HS256\",\"kid\":\"h\",\"typ\":\"logout+jwt\"}")),
        Arguments.of("typ of a wrong type", headed("{\"alg\":\"HS256\",\"kid\":\"h\",\"typ\":1}")),
        Arguments.of("alg of a wrong type", headed("{\"alg\":[\"HS256\"]}")),
        Arguments.of("no alg", headed("{\"kid\":\"h\"}")),
        Arguments.of("alg twice", headed("{\"alg\":\"none\",\"alg\":\"HS256\"}")),
        Arguments.of("header is a list", headed("[]")),
        Arguments.of("header is empty", headed("")),
        Arguments.of("header with more behind", headed("{\"alg\":\"HS256\"}{}")));
  }

  static Stream<Arguments> keyNames() {
    return Stream.of(
            "../../../../dev/null",
            "/proc/sys/kernel/randomize_va_space",
            "h' UNION SELECT 'secret",
            "h; cat /etc/passwd",
            "http://127.0.0.1/key",
            "\\u0000",
            "x".repeat(5000))
        .map(
            kid ->
                Arguments.of(
                    "kid " + kid.substring(0, Math.min(20, kid.length())),
                    Tokens.hs256(
                        "{\"alg\":\"HS256\",\"kid\":\"" + kid + "\"}", CLAIMS, new byte[32])));
  }

  /** Where the sender says itself which key is right. */
  static Stream<Arguments> ownKeys() {
    RSAKey own = new RSAKey.Builder((RSAPublicKey) OTHER_RSA.getPublic()).keyID("r").build();
    String jwk = own.toJSONString();
    return Stream.of(
            "\"jwk\":" + jwk,
            "\"jku\":\"https://evil.example/jwks.json\"",
            "\"x5u\":\"https://evil.example/cert.pem\"",
            "\"x5c\":[\"" + "MIIB".repeat(50) + "\"]",
            "\"x5t\":\"AAAA\"")
        .flatMap(
            member ->
                Stream.of(",\"kid\":\"r\"", "")
                    .map(kid -> Arguments.of(member.substring(0, 6) + kid, own(member + kid))));
  }

  private static String own(String members) {
    try {
      String signed =
          Tokens.base64url("{\"alg\":\"RS256\"," + members + "}") + "." + Tokens.base64url(CLAIMS);
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(OTHER_RSA.getPrivate());
      signature.update(signed.getBytes(StandardCharsets.ISO_8859_1));
      return signed + "." + Tokens.base64url(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static Stream<Arguments> forms() {
    String token = rs256();
    String[] parts = token.split("\\.", -1);
    int first = token.indexOf('.');
    int second = token.lastIndexOf('.');
    char last = token.charAt(token.length() - 1);
    String looseBits = token.substring(0, token.length() - 1) + (char) (last + 1);
    return Stream.of(
        Arguments.of("cut in the header", token.substring(0, first / 2)),
        Arguments.of("cut behind the header", token.substring(0, first)),
        Arguments.of("cut in the claims", token.substring(0, (first + second) / 2)),
        Arguments.of("cut behind the claims", token.substring(0, second)),
        Arguments.of("no signature", token.substring(0, second + 1)),
        Arguments.of("cut in the signature", token.substring(0, token.length() - 10)),
        Arguments.of("four parts", token + ".AAAA"),
        Arguments.of("dots alone", ".."),
        Arguments.of("padded header", part(0, parts[0] + "=")),
        Arguments.of("padded claims", part(1, parts[1] + "==")),
        Arguments.of("padded signature", token + "=="),
        Arguments.of("bits left over", looseBits),
        Arguments.of(
            "another alphabet", part(2, parts[2].replace('-', '+').replace('_', '/') + "+")),
        Arguments.of("white space within", part(1, parts[1] + " ")),
        Arguments.of("a tab within", part(1, "\t" + parts[1])),
        Arguments.of("header and claims changed places", part(0, parts[1])),
        Arguments.of(
            "claims of another", part(1, Tokens.base64url(CLAIMS.replace("alice", "admin")))),
        Arguments.of("JSON form", "{\"payload\":\"" + parts[1] + "\"}"),
        Arguments.of(
            "deep header", headed("{\"alg\":\"HS256\",\"kid\":\"h\",\"a\":" + deep(1000) + "}")));
  }

  private static String deep(int levels) {
    return "[".repeat(levels) + "]".repeat(levels);
  }

  static Stream<Arguments> claims() {
    String rest = ",\"iss\":\"us\",\"aud\":\"orders\"";
    return Stream.of(
        Arguments.of("deep", claiming(Tokens.claims(rest + ",\"a\":" + deep(1000)))),
        Arguments.of("a name twice", claiming(Tokens.claims(rest + ",\"sub\":\"admin\""))),
        Arguments.of(
            "a name twice, escaped", claiming(Tokens.claims(rest + ",\"s\\u0075b\":\"admin\""))),
        Arguments.of("no JSON", claiming("alice")),
        Arguments.of("a list", claiming("[" + CLAIMS + "]")),
        Arguments.of("more behind", claiming(CLAIMS + "x")),
        Arguments.of("exp as text", claiming("{\"sub\":\"a\",\"exp\":\"1900000000\"" + rest + "}")),
        Arguments.of("exp as a list", claiming("{\"sub\":\"a\",\"exp\":[1900000000]" + rest + "}")),
        Arguments.of("exp negative", claiming("{\"sub\":\"a\",\"exp\":-1" + rest + "}")),
        Arguments.of("exp infinite", claiming("{\"sub\":\"a\",\"exp\":1e400" + rest + "}")),
        Arguments.of(
            "exp huge", claiming("{\"sub\":\"a\",\"exp\":99999999999999999999" + rest + "}")),
        Arguments.of(
            "exp in milliseconds", claiming("{\"sub\":\"a\",\"exp\":1900000000000" + rest + "}")),
        Arguments.of(
            "exp of a thousand digits",
            claiming("{\"sub\":\"a\",\"exp\":" + "9".repeat(1000) + rest + "}")),
        Arguments.of("nbf as text", claiming(Tokens.claims(rest + ",\"nbf\":\"1\""))),
        Arguments.of("UTF-8 overlong", claimingBytes()));
  }

  private static String claimingBytes() {
    String[] parts = claiming(CLAIMS).split("\\.", -1);
    byte[] bytes = CLAIMS.getBytes(StandardCharsets.ISO_8859_1);
    bytes[8] = (byte) 0xc0;
    String signed = parts[0] + "." + Tokens.base64url(bytes);
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(SECRET, "HmacSHA256"));
      return signed
          + "."
          + Tokens.base64url(mac.doFinal(signed.getBytes(StandardCharsets.ISO_8859_1)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static Stream<Arguments> signatures() throws Exception {
    Signature der = Signature.getInstance("SHA256withECDSA");
    der.initSign(EC.getPrivate());
    String signed = es256().substring(0, es256().lastIndexOf('.'));
    der.update(signed.getBytes(StandardCharsets.ISO_8859_1));
    byte[] one = new byte[64];
    one[31] = 1;
    one[63] = 1;
    return Stream.of(
        Arguments.of("r and s are 0 (CVE-2022-21449)", signature(new byte[64])),
        Arguments.of("r and s are 1", signature(one)),
        Arguments.of("shorter", signature(new byte[63])),
        Arguments.of("longer", signature(new byte[65])),
        Arguments.of("as DER", signed + "." + Tokens.base64url(der.sign())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({
    "algorithms",
    "confusions",
    "keyNames",
    "ownKeys",
    "forms",
    "claims",
    "signatures"
  })
  void isNoValidToken(String attack, String token) {
    FakeExchange refused = tester.ask(token);

    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.consumer()).isNull();
    assertThat(refused.responseHeader("www-authenticate"))
        .startsWith("Bearer realm=\"sluice\", error=\"invalid_token\", error_description=\"The ");
  }

  static Stream<Arguments> outOfPlace() {
    String rest = ",\"iss\":\"us\",\"aud\":\"orders\"";
    long now = Tokens.NOW;
    return Stream.of(
        Arguments.of("expired", "{\"sub\":\"a\",\"exp\":" + (now - 30) + rest + "}"),
        Arguments.of("expired", "{\"sub\":\"a\",\"exp\":" + (now - 30) + ".9" + rest + "}"),
        Arguments.of("expired", "{\"sub\":\"a\",\"exp\":0" + rest + "}"),
        Arguments.of("not_yet_valid", Tokens.claims(rest + ",\"nbf\":" + (now + 31))),
        Arguments.of("no_expiry", "{\"sub\":\"a\"" + rest + "}"),
        Arguments.of("no_expiry", "{\"sub\":\"a\",\"exp\":null" + rest + "}"),
        Arguments.of("issuer", Tokens.claims(",\"iss\":\"them\",\"aud\":\"orders\"")),
        Arguments.of("issuer", Tokens.claims(",\"iss\":\"us/\",\"aud\":\"orders\"")),
        Arguments.of("issuer", Tokens.claims(",\"iss\":[\"us\"],\"aud\":\"orders\"")),
        Arguments.of("issuer", Tokens.claims(",\"aud\":\"orders\"")),
        Arguments.of("audience", Tokens.claims(",\"iss\":\"us\",\"aud\":\"web\"")),
        Arguments.of("audience", Tokens.claims(",\"iss\":\"us\",\"aud\":[\"web\",\"orders2\"]")),
        Arguments.of("audience", Tokens.claims(",\"iss\":\"us\",\"aud\":{\"orders\":1}")),
        Arguments.of("audience", Tokens.claims(",\"iss\":\"us\",\"aud\":[]")),
        Arguments.of("audience", Tokens.claims(",\"iss\":\"us\"")),
        Arguments.of("no_consumer", "{\"exp\":" + (now + 60) + rest + "}"),
        Arguments.of("no_consumer", "{\"sub\":[\"a\"],\"exp\":" + (now + 60) + rest + "}"),
        Arguments.of("no_consumer", "{\"sub\":\"admin \",\"exp\":" + (now + 60) + rest + "}"),
        Arguments.of("no_consumer", "{\"sub\":\"\\tadmin\",\"exp\":" + (now + 60) + rest + "}"),
        Arguments.of("no_consumer", "{\"sub\":\"a\\u0000\",\"exp\":" + (now + 60) + rest + "}"),
        Arguments.of("no_consumer", "{\"sub\":\"\",\"exp\":" + (now + 60) + rest + "}"));
  }

  @ParameterizedTest
  @MethodSource("outOfPlace")
  void isRefusedForWhatItSays(String reason, String claims) {
    FakeExchange refused = tester.ask(claiming(claims));

    assertThat(refused.status()).isEqualTo(401);
    assertThat(String.valueOf(refused.error()))
        .contains("token_" + reason.toLowerCase(Locale.ROOT));
    assertThat(tester.ask(claiming(claims)).status()).isEqualTo(401); // the second time as well
  }

  @Test
  void isRefusedByItsLengthAlone() {
    FakeExchange refused = tester.ask("a".repeat(16 * 1024 + 1));
    assertThat(refused.status()).isEqualTo(401);
    assertThat(String.valueOf(refused.error())).contains("token_too_long");
  }
}
