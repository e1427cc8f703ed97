package io.sluice.filters.jwtauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import io.sluice.filters.auth.Offload;
import io.sluice.filters.fake.FakeExchange;
import io.sluice.gateway.api.ChainContext;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.Signature;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JwtAuthTest {
  private static final String KEYS =
      "keys: [ { algorithm: HS256, secret: \"" + Tokens.SECRET + "\" } ]";

  private static JwtAuthTester with(String options) {
    return JwtAuthTester.of("{ " + KEYS + (options.isEmpty() ? "" : ", ") + options + " }");
  }

  private static String token(String more) {
    return Tokens.hs256(Tokens.claims(more));
  }

  // ---- who calls

  @Test
  void tellsWhoCallsAndWhatTheTokenSays() {
    FakeExchange exchange = with("").ask(token(",\"scope\":\"read write\",\"plan\":\"gold\""));
    assertThat(exchange.consumer()).isEqualTo("alice");
    assertThat(exchange.identity()).isNotNull();
    assertThat(exchange.identity().scopes()).containsExactlyInAnyOrder("read", "write");
    assertThat(exchange.identity().claims()).containsEntry("plan", "gold");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sub        | alice",
        "email      | a@example.com",
        "id         | 7",
        "/user/name | bob",
      })
  void theConsumerIsTheClaimThatTheConfigNames(String claim, String consumer) {
    String token = token(",\"email\":\"a@example.com\",\"id\":7,\"user\":{\"name\":\"bob\"}");
    assertThat(with("consumer_claim: " + claim).ask(token).consumer()).isEqualTo(consumer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ",\"scope\":\"read write\"",
        ",\"scp\":[\"read\",\"write\"]",
        ",\"scp\":\"write  read\"",
        ",\"scope\":[\"read write\"]"
      })
  void scopesAreReadAsProvidersWriteThem(String claims) {
    assertThat(with("").ask(token(claims)).identity().scopes())
        .containsExactlyInAnyOrder("read", "write");
  }

  // ---- where the token stands

  @ParameterizedTest
  @ValueSource(strings = {"Bearer ", "bearer ", "BEARER   "})
  void theSchemeIsReadAsRfc9110Says(String scheme) {
    FakeExchange exchange = new FakeExchange().request("authorization", scheme + token(""));
    assertThat(with("").ask(exchange).consumer()).isEqualTo("alice");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Basic YTpi", "Bearerx abc", "Negotiate", ""})
  void otherCredentialsAreNoToken(String authorization) {
    FakeExchange exchange = new FakeExchange().request("authorization", authorization);
    FakeExchange refused = with("realm: the shop").ask(exchange);
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.responseHeader("www-authenticate")).isEqualTo("Bearer realm=\"the shop\"");
  }

  @Test
  void twoTokensAreAnInvalidRequest() {
    FakeExchange exchange =
        new FakeExchange()
            .request("authorization", "Bearer " + token(""))
            .request("authorization", "Bearer " + token(""));
    FakeExchange refused = with("").ask(exchange);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.responseHeader("www-authenticate"))
        .startsWith("Bearer realm=\"sluice\", error=\"invalid_request\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer", "Bearer ", "bearer   "})
  void aSchemeWithoutATokenIsAnInvalidRequest(String authorization) {
    FakeExchange exchange = new FakeExchange().request("authorization", authorization);
    assertThat(with("").ask(exchange).status()).isEqualTo(400);
  }

  @Test
  void theTokenMayStandInAFieldACookieOrTheQuery() {
    FakeExchange field = new FakeExchange().request("x-token", token(""));
    assertThat(with("in: { header: x-token }").ask(field).consumer()).isEqualTo("alice");
    FakeExchange cookie =
        new FakeExchange().cookie("session", token("")).request("cookie", "session=" + token(""));
    assertThat(with("in: { cookie: session }").ask(cookie).consumer()).isEqualTo("alice");
    FakeExchange query = new FakeExchange().query("a=b&access_token=" + token(""));
    assertThat(with("in: { query: access_token }").ask(query).consumer()).isEqualTo("alice");
  }

  @Test
  void aTextThatLooksLikeAKnownTokenToTheDigestIsNone() {
    JwtAuthTester tester = with("in: { query: t }");
    String token = token("");
    assertThat(tester.ask(new FakeExchange().query("t=" + token)).consumer()).isEqualTo("alice");
    String wide = "%C5" + "%" + Integer.toHexString(0x80 | (token.charAt(0) & 0x3f)); // U+0165
    FakeExchange refused = tester.ask(new FakeExchange().query("t=" + wide + token.substring(1)));
    assertThat(refused.status()).isEqualTo(400);
  }

  @Test
  void theTokenIsHiddenWhereTheConfigSaysSo() {
    assertThat(with("").ask(token("")).requestHeader("authorization")).isNotNull();
    assertThat(with("hide_credentials: true").ask(token("")).requestHeader("authorization"))
        .isNull();
  }

  // ---- what it must say

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{ plan: gold }                    | 200",
        "{ plan: [silver, gold] }          | 200",
        "{ plan: silver }                  | 403",
        "{ plan: [] }                      | 200",
        "{ nothing: [] }                   | 403",
        "{ roles: admin }                  | 200",
        "{ roles: [root, owner] }          | 403",
        "{ verified: true }                | 200",
        "{ level: 3 }                      | 200",
        "{ /access/roles: [x] }            | 200",
        "{ /access/none: [] }              | 403",
        "{ plan: gold, level: 4 }          | 403",
        "{ access: x }                     | 403",
      })
  void requiredClaimsAreCompared(String required, int status) {
    String claims =
        ",\"plan\":\"gold\",\"roles\":[\"user\",\"admin\"],\"verified\":true,\"level\":3,"
            + "\"access\":{\"roles\":[\"x\"]}";
    FakeExchange exchange = with("required_claims: " + required).ask(token(claims));
    assertThat(exchange.answers() == 0 ? 200 : exchange.status()).isEqualTo(status);
    if (status == 403) {
      assertThat(exchange.responseHeader("www-authenticate")).contains("insufficient_scope");
    }
  }

  @Test
  void theClockMayDifferByTheLeeway() {
    JwtAuthTester tester = with("leeway: 10s");
    String token = token(",\"nbf\":" + (Tokens.NOW + 10));
    assertThat(tester.ask(token).answers()).isZero();
    tester.now.set(Tokens.NOW - 1);
    assertThat(tester.ask(token).status()).isEqualTo(401);
    tester.now.set(Tokens.NOW + 69);
    assertThat(tester.ask(token).answers()).isZero();
    tester.now.set(Tokens.NOW + 70);
    assertThat(tester.ask(token).status()).isEqualTo(401);
  }

  @Test
  void aTokenMayBeIssuedInTheFutureAndExpireAtAFraction() {
    assertThat(with("").ask(token(",\"iat\":" + (Tokens.NOW + 1000))).answers()).isZero();
    String claims = "{\"sub\":\"a\",\"exp\":" + (Tokens.NOW + 5) + ".75}";
    assertThat(with("").ask(Tokens.hs256(claims)).answers()).isZero();
  }

  @Test
  void aTokenWithoutExpiryIsTakenWhereTheConfigSaysSo() {
    String token = Tokens.hs256("{\"sub\":\"alice\"}");
    assertThat(with("require_exp: false").ask(token).consumer()).isEqualTo("alice");
  }

  // ---- what the origin is told

  @Test
  void claimsGoToTheOriginAndNothingThatTheClientSays() {
    String options =
        "consumer_header: x-consumer, claims_to_headers: { plan: x-plan, roles: x-roles,"
            + " level: x-level, ok: x-ok, none: x-none, bad: x-bad, deep: x-deep, split: x-split, wide: x-wide }";
    String claims =
        ",\"plan\":\"gold\",\"roles\":[\"a\",\"b\"],\"level\":3,\"ok\":true,"
            + "\"bad\":\"a\\r\\nx-evil: 1\",\"deep\":{\"a\":1},\"split\":[\"a,b\",\"c\"],\"wide\":\" admin\"";
    FakeExchange exchange =
        new FakeExchange()
            .request("authorization", "Bearer " + token(claims))
            .request("x-consumer", "admin")
            .request("X_Plan", "platinum")
            .request("x-none", "forged")
            .request("x-bad", "forged")
            .request("x-deep", "forged");
    with(options).ask(exchange);
    assertThat(exchange.answers()).isZero();
    assertThat(exchange.requestHeader("x-consumer")).isEqualTo("alice");
    assertThat(exchange.requestHeader("x-plan")).isEqualTo("gold");
    assertThat(exchange.requestHeader("x-roles")).isEqualTo("a,b");
    assertThat(exchange.requestHeader("x-level")).isEqualTo("3");
    assertThat(exchange.requestHeader("x-ok")).isEqualTo("true");
    for (String left :
        new String[] {"x_plan", "x-none", "x-bad", "x-deep", "x-split", "x-wide", "x-evil"}) {
      assertThat(exchange.requestHeader(left)).as(left).isNull();
    }
  }

  @Test
  void aNameThatNoFieldCanHoldIsNoConsumerWhereTheOriginIsTold() {
    String token =
        Tokens.hs256(
            "{\"sub\":\"\u0416\u0430\u043d\u043d\u0430\",\"exp\":" + (Tokens.NOW + 60) + "}");
    assertThat(with("").ask(token).consumer()).isEqualTo("\u0416\u0430\u043d\u043d\u0430");
    assertThat(with("consumer_header: x-user").ask(token).status()).isEqualTo(401);
  }

  // ---- what is remembered

  @Test
  void aTokenThatWasVerifiedIsNotVerifiedAgainUntilItExpires() {
    ChainContext context = JwtAuthTester.adopting();
    JwtAuthTester tester = JwtAuthTester.of("{ " + KEYS + " }", context);
    String token = token("");
    FakeExchange first = tester.ask(token);
    FakeExchange second = tester.ask(token);
    assertThat(second.identity()).isSameAs(first.identity()).isNotNull();
    assertThat(count(context, "verified")).isEqualTo(1);
    assertThat(count(context, "cached")).isEqualTo(1);
    tester.now.set(Tokens.NOW + 1000);
    assertThat(tester.ask(token).status()).isEqualTo(401);
    assertThat(count(context, "refused")).isEqualTo(1);
  }

  private static double count(ChainContext context, String outcome) {
    return context.meters().get("sluice.jwt.tokens").tags("outcome", outcome).counter().count();
  }

  @Test
  void whatTheNextConfigAsksForCountsForTokensOfBefore() {
    ChainContext context = JwtAuthTester.adopting();
    JwtAuthTester tester = JwtAuthTester.of("{ " + KEYS + " }", context);
    String token = token(",\"aud\":\"a\"");
    assertThat(tester.ask(token).answers()).isZero();
    tester.reload("{ " + KEYS + ", audience: b }", context);
    assertThat(tester.ask(token).status()).isEqualTo(401);
    tester.reload("{ " + KEYS + ", audience: a, consumer_claim: aud }", context);
    assertThat(tester.ask(token).consumer()).isEqualTo("a");
    tester.reload("{ " + KEYS + ", audience: a, consumer_prefix: \"idp:\" }", context);
    assertThat(tester.ask(token).consumer()).isEqualTo("idp:alice");
  }

  @Test
  void tokensOfAKeyThatIsTakenOutAreRefused() {
    ChainContext context = JwtAuthTester.adopting();
    JwtAuthTester tester = JwtAuthTester.of("{ " + KEYS + " }", context);
    assertThat(tester.ask(token("")).answers()).isZero();
    tester.reload("{ " + KEYS.replace(Tokens.SECRET, Tokens.OTHER_SECRET) + " }", context);
    assertThat(tester.ask(token("")).status()).isEqualTo(401);
  }

  // ---- what is not worth verifying

  /** Where its signature would be verified it would wait for a thread. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "issuer: them                        | token_issuer",
        "audience: other                     | token_audience",
        "leeway: 0s                          | token_expired",
        "required_claims: { plan: gold }     | token_signature",
        "realm: a                            | token_signature",
      })
  void whatNoSignatureCouldMakeRightIsNotVerified(String options, String reason) {
    KeyPair pair = Tokens.pair("RSA", 2048);
    JwtAuthTester tester =
        JwtAuthTester.of("{ " + KEYS + ", " + options + " }", new ChangingKeys("k", pair));
    KeyPair other = Tokens.pair("RSA", 2048);
    tester.now.set(reason.equals("token_expired") ? Tokens.NOW + 60 : Tokens.NOW);
    FakeExchange refused = tester.ask(Tokens.by(other, JWSAlgorithm.RS256, "k", Tokens.claims("")));
    assertThat(refused.error().reason()).isEqualTo(reason);
    assertThat(refused.error().status()).isEqualTo(401);
    assertThat(refused.resumes()).isZero();
  }

  @Test
  void aWrongSignatureIsFoundOutOnceAndAmongTheSameKeysOnly() {
    KeyPair pair = Tokens.pair("RSA", 2048);
    KeyPair other = Tokens.pair("RSA", 2048);
    ChangingKeys keys = new ChangingKeys("k", pair);
    ChainContext context = JwtAuthTester.adopting();
    JwtAuthTester tester = JwtAuthTester.of("{ " + KEYS + " }", keys, context);
    String token = Tokens.by(other, JWSAlgorithm.RS256, "k", Tokens.claims(""));
    assertThat(tester.ask(token).error().reason()).isEqualTo("token_signature");
    Offload.of(context, Offload.Work.SIGNATURES).close(); // nothing is verified any more
    assertThat(tester.ask(token).error().reason()).isEqualTo("token_signature");
    assertThat(tester.ask(Tokens.by(other, JWSAlgorithm.RS256, "k", Tokens.claims(",\"a\":1"))))
        .extracting(FakeExchange::status)
        .isEqualTo(503);

    keys.current = ChangingKeys.set("k", other);
    assertThat(tester.ask(token).status()).isEqualTo(503); // it is to be verified anew
    assertThat(JwtAuthTester.of("{ " + KEYS + " }", keys).ask(token).answers()).isZero();
  }

  @Test
  void whoDoesNotTakeTheAlgorithmSaysSoOfAWrongTokenToo() {
    KeyPair pair = Tokens.pair("RSA", 2048);
    ChangingKeys keys = new ChangingKeys("k", pair);
    ChainContext context = JwtAuthTester.adopting();
    String token = Tokens.by(Tokens.pair("RSA", 2048), JWSAlgorithm.RS256, "k", Tokens.claims(""));
    JwtAuthTester one = JwtAuthTester.of("{ " + KEYS + " }", keys, context);
    assertThat(one.ask(token).error().reason()).isEqualTo("token_signature");
    JwtAuthTester other =
        JwtAuthTester.of("{ " + KEYS + ", algorithms: [HS256, ES256] }", keys, context);
    assertThat(other.ask(token).error().reason()).isEqualTo("token_algorithm");
  }

  // ---- keys

  @Test
  void whoseKeyCannotBeLookedUpNowIsNotToldThatItIsUnknown() {
    KeyPair pair = Tokens.pair("RSA", 2048);
    ChangingKeys keys = new ChangingKeys("k", pair);
    JwtAuthTester tester = JwtAuthTester.of("{ " + KEYS + " }", keys);
    String token = Tokens.by(pair, JWSAlgorithm.RS256, "other", Tokens.claims(""));
    assertThat(tester.ask(token).error().reason()).isEqualTo("token_key_unknown");
    int asked = keys.asked;
    FakeExchange lacking =
        JwtAuthTester.of("{ " + KEYS + ", required_claims: { plan: gold } }", keys).ask(token);
    assertThat(lacking.status()).isEqualTo(401); // not 403: nobody knows whose it is
    assertThat(lacking.error().reason()).isEqualTo("token_key_unknown");
    assertThat(keys.asked).isEqualTo(asked);
    keys.busy = true; // too many wait
    FakeExchange undecided = tester.ask(token);
    assertThat(undecided.status()).isEqualTo(503);
    assertThat(undecided.error().reason()).isEqualTo("keys_unavailable");
  }

  @ParameterizedTest
  @CsvSource({
    "RSA, 2048, RS256",
    "RSA, 2048, RS384",
    "RSA, 2048, RS512",
    "RSA, 3072, PS256",
    "RSA, 2048, PS384",
    "RSA, 2048, PS512",
    "EC, 256, ES256",
    "EC, 384, ES384",
    "EC, 521, ES512",
  })
  void eachAlgorithmIsVerifiedByItsKey(String type, int bits, String algorithm) {
    KeyPair pair = Tokens.pair(type, bits);
    JwtAuthTester tester = JwtAuthTester.of(keyOf(pair, algorithm));
    JWSAlgorithm jose = JWSAlgorithm.parse(algorithm);
    assertThat(tester.ask(Tokens.by(pair, jose, "k", Tokens.claims(""))).consumer())
        .isEqualTo("alice");
    KeyPair other = Tokens.pair(type, bits);
    assertThat(tester.ask(Tokens.by(other, jose, "k", Tokens.claims(""))).status()).isEqualTo(401);
  }

  private static String keyOf(KeyPair pair, String algorithm) {
    return "{ keys: [ { kid: k, algorithm: "
        + algorithm
        + ", public_key: \""
        + Tokens.pem(pair.getPublic()).replace("\n", "\\n")
        + "\" } ] }";
  }

  @ParameterizedTest
  @ValueSource(strings = {"HS256", "HS384", "HS512"})
  void eachHashIsVerifiedByASecretOfItsLength(String algorithm) {
    String secret = "0123456789abcdef".repeat(4);
    String config = "{ keys: [ { algorithm: " + algorithm + ", secret: " + secret + " } ] }";
    String token =
        Tokens.by(
            secret.getBytes(StandardCharsets.UTF_8),
            JWSAlgorithm.parse(algorithm),
            Tokens.claims(""));
    assertThat(JwtAuthTester.of(config).ask(token).consumer()).isEqualTo("alice");
    String encoded =
        "base64:" + Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8));
    config = "{ keys: [ { algorithm: " + algorithm + ", secret: \"" + encoded + "\" } ] }";
    assertThat(JwtAuthTester.of(config).ask(token).consumer()).as("base64").isEqualTo("alice");
  }

  @ParameterizedTest
  @CsvSource({"EdDSA, EdDSA, 200", "Ed25519, Ed25519, 200", "EdDSA, Ed25519, 401"})
  void edwardsCurvesAreVerifiedByTheJdk(String key, String algorithm, int status) throws Exception {
    KeyPair pair = Tokens.pair("Ed25519", 0);
    String signed =
        Tokens.base64url("{\"alg\":\"" + algorithm + "\",\"kid\":\"k\"}")
            + "."
            + Tokens.base64url(Tokens.claims(""));
    Signature signature = Signature.getInstance("Ed25519");
    signature.initSign(pair.getPrivate());
    signature.update(signed.getBytes(StandardCharsets.ISO_8859_1));
    byte[] bytes = signature.sign();
    JwtAuthTester tester = JwtAuthTester.of(keyOf(pair, key));
    FakeExchange exchange = tester.ask(signed + "." + Tokens.base64url(bytes));
    assertThat(exchange.answers() == 0 ? 200 : exchange.status()).isEqualTo(status);
    bytes[5] ^= 1;
    assertThat(tester.ask(signed + "." + Tokens.base64url(bytes)).status()).isEqualTo(401);
  }
}
