package io.sluice.filters.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testkit.RawResponse;
import io.sluice.gateway.testkit.ReceivedRequest;
import io.sluice.gateway.testkit.TestGateway;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A user who is logged in. */
class OidcSessionTest {
  private OidcTester tester;

  @AfterEach
  void close() {
    tester.close();
  }

  private static int status(Surfer surfer) {
    return surfer.visit("/").status();
  }

  @Test
  void lastsAsLongAsItMayAndNoLonger() {
    tester = OidcTester.of(", session_ttl: 1h");
    tester.provider.answer = tokens -> tokens.remove("refresh_token");
    Surfer user = tester.user();
    tester.clock.addAndGet(3599);
    assertThat(status(user)).isEqualTo(200);
    tester.clock.addAndGet(1);
    assertThat(status(user)).isEqualTo(302);
    assertThat(user.request("GET", "/").problem()).isEqualTo("credentials_missing");
  }

  @Test
  void holdsAtNoChangedByte() {
    tester = OidcTester.of("");
    Surfer user = tester.user();
    String cookie = user.cookies().get(OidcTester.SESSION);
    for (int i = 0; i < cookie.length(); i += i < 60 || i > cookie.length() - 30 ? 1 : 7) {
      char other = cookie.charAt(i) == 'A' ? 'B' : 'A';
      user.cookies()
          .put(OidcTester.SESSION, cookie.substring(0, i) + other + cookie.substring(i + 1));
      assertThat(user.request("GET", "/").status()).as("byte " + i).isEqualTo(401);
    }
    for (String malformed :
        new String[] {
          "", "1", "0" + cookie, cookie.substring(1), cookie + "A", cookie + "=", "x"
        }) {
      user.cookies().put(OidcTester.SESSION, malformed);
      assertThat(user.request("GET", "/").status()).as(malformed).isEqualTo(401);
    }
    user.cookies().put(OidcTester.SESSION, cookie);
    assertThat(status(user)).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ", client_id: other",
        ", cookie_secret: zyxwvutsrqponmlkjihgfedcba9876543210",
      })
  void isOfOneClientAndOneSecret(String other) {
    tester = OidcTester.of("");
    Surfer user = tester.user();
    try (TestGateway elsewhere = tester.start(other)) {
      Surfer there = OidcTester.surfer(elsewhere);
      there.cookies().putAll(user.cookies());
      assertThat(there.request("GET", "/").status()).isEqualTo(401);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        ", consumer_claim: email                                     | 401",
        ", consumer_prefix: \"idp:\"                                 | 401",
        ", session_claims: [email]                                   | 401",
        ", session_claims: [groups, email, role]                     | 401",
        ", scopes: [openid]                                          | 401",
        ", scopes: [a, b, c]                                         | 401",
        ", login_parameters: { acr_values: high, prompt: login }     | 401",
        ", login_parameters: { prompt: login }                       | 401",
        ", login_parameters: {}                                      | 401",
        ", claims_to_headers: { role: x-role }                       | 401",
        ", scopes: [openid, b, a], session_claims: [groups, email]   | 200",
        ", login_parameters: { prompt: login, acr_values: low }      | 200",
        ", claims_to_headers: { email: x-mail, /groups/0: x-group }  | 200",
        ", session_ttl: 1h, realm: other, consumer_header: x-user    | 200",
      })
  void isGoodWhereALoginWouldHaveMadeTheSame(String other, int status) {
    String options =
        ", scopes: [a, b], session_claims: [email, groups],"
            + " login_parameters: { acr_values: low, prompt: login }";
    tester = OidcTester.of(options);
    Surfer user = tester.user();
    String kept =
        List.of(
                ", scopes: [a, b]",
                ", session_claims: [email, groups]",
                ", login_parameters: { acr_values: low, prompt: login }")
            .stream()
            .filter(option -> !other.contains(option.substring(2, option.indexOf(':') + 1)))
            .collect(Collectors.joining());
    try (TestGateway elsewhere = tester.start(other.strip() + kept)) {
      Surfer there = OidcTester.surfer(elsewhere);
      there.cookies().putAll(user.cookies());
      assertThat(there.request("GET", "/").status()).isEqualTo(status);
    }
  }

  @Test
  void isGoodWhereOtherClaimsOfAllThatItKeepsAreTold() {
    tester = OidcTester.of("");
    Surfer user = tester.user();
    tester.reload(", claims_to_headers: { email: x-mail }");
    assertThat(user.request("GET", "/").status()).isEqualTo(200);
    tester.reload(", claims_to_headers: { azp: x-party }"); // it has not kept that
    assertThat(user.request("GET", "/").status()).isEqualTo(401);
  }

  @Test
  void isNoneUnderAnotherName() {
    tester = OidcTester.of("");
    Surfer user = tester.user();
    try (TestGateway elsewhere = tester.start(", cookie_name: other")) {
      Surfer there = OidcTester.surfer(elsewhere);
      there.cookies().put("__Host-other", user.cookies().get(OidcTester.SESSION));
      assertThat(there.request("GET", "/").status()).isEqualTo(401);
    }
  }

  @Test
  void aLoginIsNoSession() {
    tester = OidcTester.of("");
    Surfer surfer = tester.surfer();
    surfer.visit("/");
    String login = surfer.cookies().values().iterator().next();
    surfer.cookies().clear();
    surfer.cookies().put(OidcTester.SESSION, "1" + login);
    assertThat(surfer.request("GET", "/").status()).isEqualTo(401);
  }

  @Test
  void holdsAtAllGatewaysWithTheSecret() {
    tester = OidcTester.of("");
    Surfer surfer = tester.surfer();
    String way = tester.provider.logIn(surfer.visit("/page").header("location"));
    try (TestGateway other = tester.start("")) {
      Surfer there = OidcTester.surfer(other);
      there.visit("/"); // the provider is known
      there.cookies().clear();
      there.cookies().putAll(surfer.cookies());
      RawResponse back = there.visit(way);
      while (back.status() == 503) {
        back = there.visit(way);
      }
      assertThat(back.header("location")).isEqualTo("https://app.test/page");
      surfer.cookies().putAll(there.cookies());
    }
    assertThat(status(surfer)).isEqualTo(200);
  }

  /** The one before it may be written in another way, too. */
  @ParameterizedTest
  @ValueSource(strings = {"%s", "base64:MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXZ3eHl6"})
  void outlivesAChangeOfTheSecret(String previous) {
    tester = OidcTester.of("");
    Surfer user = tester.user();
    try (TestGateway next =
        tester.start(
            ", cookie_secret: zyxwvutsrqponmlkjihgfedcba9876543210, previous_cookie_secret: "
                + previous.formatted(OidcTester.SECRET))) {
      Surfer there = OidcTester.surfer(next);
      there.cookies().putAll(user.cookies());
      assertThat(status(there)).isEqualTo(200);
    }
  }

  @Test
  void passesOtherCookiesOn() {
    tester = OidcTester.of("");
    Surfer user = tester.user();
    tester.origin.clear();
    user.cookies().put("__Host-a", "1");
    user.cookies().put(OidcTester.SESSION + "_theme", "dark");
    user.cookies().put(OidcTester.LOGIN + "0123456789abcdef", "x");
    user.cookies().put("z", "\"2\"");
    assertThat(user.request("GET", "/", "cookie: c=3;;d\r\n").status()).isEqualTo(200);
    assertThat(tester.origin.takeRequest().headers().all("cookie"))
        .containsExactly("__Host-a=1; " + OidcTester.SESSION + "_theme=dark; z=\"2\"; c=3; d");
  }

  @Test
  void twoSessionsAreNone() {
    tester = OidcTester.of("");
    Surfer user = tester.user();
    RawResponse refused = user.request("GET", "/", "cookie: " + OidcTester.SESSION + "=evil\r\n");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.problem()).isEqualTo("session_repeated");
  }

  // ---- long ones

  private static String noise(int length) { // that no compression could make shorter
    SplittableRandom random = new SplittableRandom(6);
    return IntStream.range(0, length)
        .mapToObj(i -> String.valueOf((char) ('a' + random.nextInt(26))))
        .collect(Collectors.joining());
  }

  @Test
  void aLongSessionIsCutAndALaterShortOneTakesItsPlace() {
    tester = OidcTester.of(", claims_to_headers: { groups: x-groups }");
    tester.provider.idToken = claims -> claims.put("groups", noise(7000));
    Surfer user = tester.user();
    assertThat(user.cookies())
        .containsOnlyKeys(OidcTester.SESSION, OidcTester.SESSION + "_1", OidcTester.SESSION + "_2");
    tester.origin.clear();
    assertThat(status(user)).isEqualTo(200);
    ReceivedRequest received = tester.origin.takeRequest();
    assertThat(received.headers().first("x-groups")).isEqualTo(noise(7000));
    assertThat(received.headers().has("cookie")).isFalse();

    Map<String, String> all = new TreeMap<>(user.cookies());
    user.cookies().remove(OidcTester.SESSION + "_1");
    assertThat(user.request("GET", "/").status()).isEqualTo(401);
    user.cookies().putAll(all);

    tester.provider.idToken = claims -> {};
    tester.clock.addAndGet(3600); // refreshed
    assertThat(status(user)).isEqualTo(200);
    assertThat(user.cookies()).containsOnlyKeys(OidcTester.SESSION);
    assertThat(status(user)).isEqualTo(200);
  }

  @Test
  void aSessionThatNoBrowserWouldKeepIsRefused() {
    tester = OidcTester.of("");
    tester.provider.idToken = claims -> claims.put("groups", noise(20_000));
    Surfer surfer = tester.surfer();
    RawResponse refused = surfer.logIn(tester.provider, "/");
    assertThat(refused.status()).isEqualTo(500);
    assertThat(refused.problem()).isEqualTo("session_too_large");
    assertThat(surfer.cookies()).isEmpty();
  }

  @Test
  void keepsOnlyTheClaimsThatAreWanted() {
    tester =
        OidcTester.of(", session_claims: [role], claims_to_headers: { /a/b: x-b, role: x-role }");
    tester.provider.idToken =
        claims -> {
          claims.put("groups", noise(20_000));
          claims.put("role", "admin");
          claims.put("a", Map.of("b", "c"));
        };
    Surfer user = tester.user();
    tester.origin.clear();
    status(user);
    ReceivedRequest received = tester.origin.takeRequest();
    assertThat(received.headers().first("x-role")).isEqualTo("admin");
    assertThat(received.headers().first("x-b")).isEqualTo("c");
  }

  @Test
  void hugeCookiesAreNoSession() {
    tester = OidcTester.of("");
    Surfer surfer = tester.surfer();
    for (int i = 0; i < 4; i++) {
      String name = OidcTester.SESSION + (i == 0 ? "" : "_" + i);
      surfer.cookies().put(name, (i == 0 ? "4" : "") + "A".repeat(7000));
    }
    assertThat(surfer.request("GET", "/").status()).isEqualTo(401);
  }

  // ---- what the origin gets

  @ParameterizedTest
  @CsvSource({"x-token, access-", "authorization, Bearer access-"})
  void bringsTheOriginTheAccessToken(String field, String beginning) {
    tester = OidcTester.of(", access_token_header: " + field);
    Surfer user = tester.user();
    tester.origin.clear();
    user.request("GET", "/", field + ": forged\r\n");
    assertThat(tester.origin.takeRequest().headers().all(field))
        .hasSize(1)
        .first()
        .asString()
        .startsWith(beginning);
  }

  @Test
  void aclSeesClaimsAndScopes() {
    tester =
        OidcTester.of(
            "[ { name: oidc, config: OIDC }, { name: acl, config: { allow: [ { claims: { email:"
                + " [ann@example.com] }, scopes: [openid] } ] } } ]");
    assertThat(status(tester.user())).isEqualTo(200);
    tester.provider.subject = "bob";
    assertThat(status(tester.user())).isEqualTo(403);
  }

  @Test
  void theNameStandsBehindThePrefix() {
    tester = OidcTester.of(", consumer_prefix: \"idp:\", consumer_header: x-user");
    assertThat(status(tester.user())).isEqualTo(200);
    assertThat(tester.origin.takeRequest().headers().all("x-user")).containsExactly("idp:ann");
  }

  @Test
  void amongOthersItLeadsThoseToTheProviderWhoShowNothing() {
    String keys = "{ name: key_auth, config: {} }";
    tester =
        OidcTester.of(
            "[ { name: any_of, config: { filters: [ "
                + keys
                + ", { name: oidc, config: OIDC } ] } } ]");
    Surfer surfer = tester.surfer();
    RawResponse asked = surfer.request("GET", "/");
    assertThat(asked.status()).isEqualTo(401);
    assertThat(asked.headers().all("www-authenticate")).hasSize(2);
    assertThat(surfer.request("GET", "/", Surfer.HTML, "x-api-key: wrong\r\n").status())
        .isEqualTo(401);
    surfer.logIn(tester.provider, "/");
    assertThat(status(surfer)).isEqualTo(200);
  }

  @Test
  void whoMayPassUnknownDoesSoWithoutASession() {
    tester =
        OidcTester.of(
            "[ { name: any_of, config: { anonymous: true, filters: [ { name: oidc, config: OIDC } ]"
                + " } } ]");
    Surfer surfer = tester.surfer();
    surfer.cookies().put(OidcTester.SESSION, "1broken");
    tester.origin.clear();
    assertThat(status(surfer)).isEqualTo(200);
    assertThat(tester.origin.takeRequest().headers().has("cookie")).isFalse();
  }
}
