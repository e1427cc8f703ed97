package io.sluice.filters.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.RawResponse;
import io.sluice.gateway.testkit.TestGateway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A user leaves. */
class OidcLogoutTest {
  private OidcTester tester;

  @AfterEach
  void close() {
    tester.close();
  }

  @Test
  void forgetsTheUserHereAndAtTheProvider() {
    tester = OidcTester.of(", post_logout_redirect: /bye");
    Surfer user = tester.user();
    RawResponse away = user.request("POST", "/oidc/logout", "sec-fetch-site: same-origin\r\n");
    assertThat(away.status()).isEqualTo(303);
    assertThat(away.header("location"))
        .endsWith("/logout?client_id=shop&post_logout_redirect_uri=https%3A%2F%2Fapp.test%2Fbye");
    assertThat(user.cookies()).isEmpty();
    Await.until(
        "the refresh token is revoked",
        () -> tester.provider.forms().stream().anyMatch(form -> form.containsKey("token")));
    assertThat(tester.origin.requests()).allMatch(request -> !request.target().contains("logout"));
  }

  @Test
  void aCookieFromBeforeTheLastRefreshDoesNotBringTheSessionBack() {
    tester = OidcTester.of("");
    Surfer user = tester.user();
    Surfer thief = tester.surfer();
    thief.cookies().putAll(user.cookies());
    tester.clock.addAndGet(3600);
    assertThat(user.request("GET", "/").status()).isEqualTo(200);
    assertThat(tester.provider.refreshes()).isEqualTo(1);
    user.request("POST", "/oidc/logout");
    tester.provider.failing = 400;
    tester.provider.error = "invalid_grant";
    assertThat(thief.request("GET", "/").status()).isEqualTo(401);
    assertThat(tester.provider.refreshes()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET  | sec-fetch-site: same-origin | 303",
        "GET  | sec-fetch-site: same-site   | 303",
        "GET  | sec-fetch-site: none        | 303",
        "GET  | sec-fetch-site: cross-site  | 403",
        "POST | sec-fetch-site: cross-site  | 403",
        "POST | origin: https://evil.test   | 403",
        "POST | origin: null                | 403",
        "POST | origin: https://app.test    | 303",
        "GET  | referer: https://app.test/a | 303",
        "GET  | referer: https://app.test.evil/ | 403",
        "GET  | x-other: 1                  | 403",
        "POST | x-other: 1                  | 303",
        "PUT  | sec-fetch-site: same-origin | 405",
      })
  void noOtherSiteLogsUsersOut(String method, String field, int status) {
    tester = OidcTester.of("");
    Surfer user = tester.user();
    assertThat(user.request(method, "/oidc/logout", field + "\r\n").status()).isEqualTo(status);
    assertThat(user.cookies().isEmpty()).isEqualTo(status == 303);
  }

  @Test
  void saysSoWhereThereIsNowhereToGo() {
    tester = OidcTester.unknown("");
    tester.provider.discovery = document -> document.remove("end_session_endpoint");
    try (TestGateway gateway = tester.start("")) {
      Surfer surfer = OidcTester.surfer(gateway);
      Await.until("the provider is known", () -> surfer.visit("/").status() != 503);
      surfer.logIn(tester.provider, "/");
      RawResponse said = surfer.request("POST", "/oidc/logout");
      assertThat(said.status()).isEqualTo(200);
      assertThat(said.text()).isEqualTo("You are logged out.\n");
      assertThat(surfer.cookies()).doesNotContainKey(OidcTester.SESSION);
    }
  }

  @Test
  void forgetsTheUserAlsoWhileTheProviderIsUnknown() {
    tester = OidcTester.of(", post_logout_redirect: \"https://shop.test/\"");
    Surfer user = tester.user();
    tester.provider.server().kill();
    try (TestGateway gateway = tester.start(", post_logout_redirect: \"https://shop.test/\"")) {
      Surfer there = OidcTester.surfer(gateway);
      there.cookies().putAll(user.cookies());
      RawResponse away = there.request("POST", "/oidc/logout");
      assertThat(away.header("location")).isEqualTo("https://shop.test/");
      assertThat(there.cookies()).isEmpty();
    }
  }
}
