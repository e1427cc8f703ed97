package io.sluice.filters.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.sluice.gateway.testkit.RawResponse;
import io.sluice.gateway.testkit.ReceivedRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From a page to the provider and back. */
class OidcLoginTest {
  private OidcTester tester;

  @BeforeEach
  void start() {
    tester =
        OidcTester.of(
            ", scopes: [email], consumer_header: x-user, claims_to_headers: { email: x-mail },"
                + " login_parameters: { prompt: login }");
    tester.origin.clear();
  }

  @AfterEach
  void close() {
    tester.close();
  }

  private static Map<String, String> parameters(RawResponse redirect) {
    return FakeProvider.parameters(new QueryStringDecoder(redirect.header("location")));
  }

  @Test
  void leadsAUserToTheProviderAndBackToThePage() {
    Surfer surfer = tester.surfer();
    RawResponse away = surfer.visit("/cart?item=1&size=%C3%A9");
    assertThat(away.status()).isEqualTo(302);
    assertThat(away.header("location")).startsWith("http://").contains("/authorize?tenant=1&");
    assertThat(parameters(away))
        .containsEntry("response_type", "code")
        .containsEntry("client_id", "shop")
        .containsEntry("redirect_uri", "https://app.test/oidc/callback")
        .containsEntry("scope", "openid email")
        .containsEntry("code_challenge_method", "S256")
        .containsEntry("prompt", "login")
        .containsKeys("state", "nonce", "code_challenge");

    RawResponse back = surfer.visit(tester.provider.logIn(away.header("location")));
    assertThat(back.status()).as(back.toString()).isEqualTo(302);
    assertThat(back.header("location")).isEqualTo("https://app.test/cart?item=1&size=%C3%A9");
    assertThat(surfer.cookies()).containsOnlyKeys(OidcTester.SESSION);
    assertThat(
            tester
                .gateway()
                .metric("sluice_oidc_events_total{event=\"login_done\",route=\"test\"}"))
        .isEqualTo(1);

    RawResponse page =
        surfer.request("GET", "/cart", "X-User: root\r\n", "x_user: root\r\n", "x-mail: root\r\n");
    assertThat(page.text()).isEqualTo("ok");
    ReceivedRequest received = tester.origin.takeRequest();
    assertThat(received.headers().all("x-user")).containsExactly("ann");
    assertThat(received.headers().all("x-mail")).containsExactly("ann@example.com");
    assertThat(received.headText()).doesNotContain("root", "sluice_session");
    assertThat(received.headers().has("cookie")).isFalse();
  }

  @Test
  void showsItsSecretAsFormsEncodeIt() {
    tester.user();
    String basic =
        Base64.getEncoder().encodeToString("shop:s%3A%25%20%2B".getBytes(StandardCharsets.UTF_8));
    assertThat(tester.provider.authorizations()).containsExactly("Basic " + basic);
    assertThat(tester.provider.forms().get(0)).doesNotContainKeys("client_id", "client_secret");
  }

  @Test
  void everyLoginHasItsOwnStateNonceAndChallenge() {
    Map<String, String> one = parameters(tester.surfer().visit("/"));
    Map<String, String> other = parameters(tester.surfer().visit("/"));
    for (String name : List.of("state", "nonce", "code_challenge")) {
      assertThat(one.get(name)).isNotEqualTo(other.get(name)).hasSizeGreaterThanOrEqualTo(22);
    }
  }

  @Test
  void severalTabsLogInAtOnce() {
    Surfer surfer = tester.surfer();
    List<String> ways = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      ways.add(tester.provider.logIn(surfer.visit("/tab" + i).header("location")));
    }
    for (int i = 2; i >= 0; i--) {
      assertThat(surfer.visit(ways.get(i)).header("location"))
          .isEqualTo("https://app.test/tab" + i);
    }
    assertThat(surfer.cookies()).containsOnlyKeys(OidcTester.SESSION);
  }

  @Test
  void keepsFiveLoginsAndDropsTheOldest() {
    Surfer surfer = tester.surfer();
    String first = tester.provider.logIn(surfer.visit("/first").header("location"));
    for (int i = 0; i < 10; i++) {
      tester.clock.incrementAndGet();
      surfer.visit("/");
      assertThat(surfer.cookies().size()).isLessThanOrEqualTo(5);
    }
    assertThat(surfer.visit(first).problem()).isEqualTo("login_unknown");
  }

  @Test
  void aPageLeftOpenLeadsAUserHomeWhoIsLoggedInMeanwhile() {
    Surfer surfer = tester.surfer();
    String old = tester.provider.logIn(surfer.visit("/old").header("location"));
    surfer.logIn(tester.provider, "/");
    tester.clock.addAndGet(PendingLogin.LONGEST);

    RawResponse home = surfer.visit(old);
    assertThat(home.status()).isEqualTo(302);
    assertThat(home.header("location")).isEqualTo("https://app.test/");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET  | accept: application/json",
        "GET  | accept: */*",
        "POST | accept: text/html",
        "GET  | accept: text/html~sec-fetch-mode: cors",
        "GET  | accept: text/html~x-requested-with: XMLHttpRequest",
      })
  void asksForCredentialsWhereNobodyCanBeLedElsewhere(String method, String fields) {
    String lines = fields.replace("~", "\r\n") + "\r\n";
    RawResponse refused = tester.surfer().request(method, "/api", lines);
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.problem()).isEqualTo("credentials_missing");
    assertThat(refused.header("www-authenticate"))
        .isEqualTo("Cookie realm=\"sluice\", cookie-name=\"__Host-sluice_session\"");
    assertThat(refused.headers().has("set-cookie")).isFalse();
    assertThat(tester.origin.requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sec-fetch-mode: navigate", "accept: Text/HTML"})
  void leadsNavigationsElsewhere(String field) {
    assertThat(tester.surfer().request("HEAD", "/", field + "\r\n").status()).isEqualTo(302);
  }

  // ---- what does not come back as it went

  @Test
  void aLoginEndsInTheBrowserInWhichItBegan() {
    String way = tester.provider.logIn(tester.surfer().visit("/").header("location"));
    Surfer victim = tester.surfer();
    victim.visit("/");
    RawResponse refused = victim.visit(way);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.problem()).isEqualTo("login_unknown");
    assertThat(tester.provider.forms()).isEmpty();
    assertThat(victim.cookies()).doesNotContainKey(OidcTester.SESSION);
  }

  @Test
  void aStateIsComparedWhole() {
    Surfer surfer = tester.surfer();
    String way = tester.provider.logIn(surfer.visit("/").header("location"));
    char last = way.charAt(way.length() - 1);
    String other = way.substring(0, way.length() - 1) + (last == 'A' ? 'B' : 'A');
    assertThat(surfer.visit(other).problem()).isEqualTo("login_unknown");
    assertThat(surfer.visit(way + "x").problem()).isEqualTo("login_unknown");
    assertThat(surfer.visit(way.substring(0, way.length() - 22)).problem())
        .isEqualTo("login_unknown");
    assertThat(surfer.visit(way).status()).isEqualTo(302);
  }

  @Test
  void aLoginIsOverAfterTenMinutes() {
    Surfer surfer = tester.surfer();
    String way = tester.provider.logIn(surfer.visit("/").header("location"));
    tester.clock.addAndGet(PendingLogin.LONGEST);
    assertThat(surfer.visit(way).problem()).isEqualTo("login_unknown");
  }

  @Test
  void aLoginEndsOnce() {
    Surfer surfer = tester.surfer();
    String way = tester.provider.logIn(surfer.visit("/").header("location"));
    String before = surfer.cookieLine();
    assertThat(surfer.visit(way).status()).isEqualTo(302);

    Surfer thief = tester.surfer();
    assertThat(thief.visit(way).problem()).isEqualTo("login_unknown");
    for (String again : List.of(way, way.replace("code=", "code=x"))) {
      RawResponse replayed = thief.request("GET", again, before); // with the cookies as they were
      assertThat(replayed.problem()).isEqualTo("login_unknown");
      assertThat(thief.cookies()).isEmpty();
    }
    assertThat(tester.provider.forms()).hasSize(1); // the provider is not asked again
  }

  @Test
  void aCodeThatTheProviderDoesNotKnowIsRefused() {
    Surfer surfer = tester.surfer();
    String way = tester.provider.logIn(surfer.visit("/").header("location"));
    assertThat(surfer.visit(way.replace("code=", "code=x")).problem()).isEqualTo("login_refused");
  }

  @ParameterizedTest
  @ValueSource(strings = {"state", "code", "iss"})
  void aParameterThatStandsThereTwiceEndsNothing(String name) {
    Surfer surfer = tester.surfer();
    String way = tester.provider.logIn(surfer.visit("/").header("location"));
    RawResponse refused = surfer.visit(way + "&" + name + "=1&" + name + "=2");
    assertThat(refused.problem()).isEqualTo("login_unknown");
    assertThat(tester.provider.forms()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "access_denied, 403, login_denied",
    "invalid_scope, 403, login_denied",
    "%3Cscript%3E, 403, login_denied",
    "temporarily_unavailable, 503, provider_unavailable",
    "server_error, 503, provider_unavailable",
  })
  void tellsOfTheProvidersErrorsInItsOwnWords(String error, int status, String reason) {
    Surfer surfer = tester.surfer();
    String state = parameters(surfer.visit("/")).get("state");
    RawResponse refused =
        surfer.visit(
            "/oidc/callback?error=" + error + "&error_description=<b>hi</b>&state=" + state);
    assertThat(refused.status()).isEqualTo(status);
    assertThat(refused.problem()).isEqualTo(reason);
    assertThat(refused.text()).doesNotContain("script", "<b>");
    assertThat(surfer.cookies()).isEmpty();
    assertThat(surfer.visit("/oidc/callback?error=x&state=" + state).problem())
        .isEqualTo("login_unknown");
  }

  @Test
  void anErrorThatNobodyAskedForTellsNothing() {
    assertThat(tester.surfer().visit("/oidc/callback?error=access_denied&state=x").problem())
        .isEqualTo("login_unknown");
  }

  @Test
  void anotherIssuersAnswerIsRefused() {
    Surfer surfer = tester.surfer();
    String way = tester.provider.logIn(surfer.visit("/").header("location"));
    assertThat(surfer.visit(way + "&iss=https%3A%2F%2Fevil.example").problem())
        .isEqualTo("login_mixed_up");

    Surfer other = tester.surfer();
    way = tester.provider.logIn(other.visit("/").header("location"));
    assertThat(
            other.visit(way + "&iss=" + FormParameters.encoded(tester.provider.issuer())).status())
        .isEqualTo(302);
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "HEAD", "DELETE"})
  void aLoginEndsWithAGet(String method) {
    Surfer surfer = tester.surfer();
    String way = tester.provider.logIn(surfer.visit("/").header("location"));
    RawResponse refused = surfer.request(method, way);
    assertThat(refused.status()).isEqualTo(405);
    assertThat(refused.header("allow")).isEqualTo("GET");
    assertThat(tester.provider.forms()).isEmpty();
  }

  /** Wherever a user comes from, the way back leads to this host. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "//evil.example",
        "//evil.example/%2F..",
        "/\\evil.example",
        "/%5Cevil.example",
        "/https:evil.example",
        "/%0d%0aLocation:%20https://evil.example",
        "/?next=https://evil.example",
        "/@evil.example",
        "/.evil.example",
        "/%09/evil.example",
        "/a?b=//evil.example#",
      })
  void neverLeadsToAnotherHost(String target) {
    Surfer surfer = tester.surfer();
    RawResponse away = surfer.visit(target);
    if (away.status() == 302) {
      RawResponse back = surfer.visit(tester.provider.logIn(away.header("location")));
      assertThat(back.header("location")).startsWith("https://app.test/");
      assertThat(back.headers().all("location")).hasSize(1);
    } else {
      assertThat(away.status()).isBetween(400, 404);
    }
  }

  @Test
  void aVeryLongPageIsNotComeBackTo() {
    RawResponse back = tester.surfer().logIn(tester.provider, "/search?q=" + "a".repeat(5000));
    assertThat(back.header("location")).isEqualTo("https://app.test/");
  }

  // ---- ID tokens

  @ParameterizedTest
  @CsvSource({
    "nonce, other, login_mixed_up",
    "nonce, , login_mixed_up",
    "iss, https://evil.example, token_issuer",
    "aud, other, token_audience",
    "azp, other, token_audience",
    "exp, 1, token_expired",
    "exp, , token_no_expiry",
    "iat, , token_claims",
    "sub, , token_claims",
    "at_hash, AAAAAAAAAAAAAAAAAAAAAA, login_mixed_up",
  })
  void refusesAnIdTokenThatIsWrong(String claim, String value, String reason) {
    tester.provider.idToken =
        claims -> {
          claims.remove(claim);
          if (value != null) {
            claims.put(claim, value.equals("1") ? (Object) 1 : value);
          }
        };
    Surfer surfer = tester.surfer();
    RawResponse refused = surfer.logIn(tester.provider, "/");
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.problem()).isEqualTo(reason);
    assertThat(surfer.cookies()).isEmpty();
  }

  @Test
  void oneOfSeveralAudiencesMustBeTheParty() {
    tester.provider.idToken = claims -> claims.put("aud", List.of("shop", "other"));
    assertThat(tester.surfer().logIn(tester.provider, "/").problem()).isEqualTo("token_audience");
    tester.provider.idToken =
        claims -> {
          claims.put("aud", List.of("shop", "other"));
          claims.put("azp", "shop");
        };
    assertThat(tester.surfer().logIn(tester.provider, "/").status()).isEqualTo(302);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbm4ifQ.",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.AAAA",
        "no token",
      })
  void refusesAnIdTokenThatNoPublishedKeyHasSigned(String token) {
    tester.provider.answer = answer -> answer.put("id_token", token);
    RawResponse refused = tester.surfer().logIn(tester.provider, "/");
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.problem()).startsWith("token_");
  }

  @ParameterizedTest
  @ValueSource(strings = {"id_token", "access_token", "token_type"})
  void anAnswerWithoutTokensLetsNobodyIn(String missing) {
    tester.provider.answer =
        missing.equals("token_type")
            ? answer -> answer.put("token_type", "mac")
            : answer -> answer.remove(missing);
    Surfer surfer = tester.surfer();
    RawResponse refused = surfer.logIn(tester.provider, "/");
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.header("retry-after")).isEqualTo("1");
    assertThat(surfer.cookies()).isEmpty();
  }

  @Test
  void aTokenEndpointThatFailsLetsNobodyIn() {
    tester.provider.failing = 401;
    tester.provider.error = "invalid_client";
    RawResponse refused = tester.surfer().logIn(tester.provider, "/");
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.text()).doesNotContain("script", "s:%");
  }
}
