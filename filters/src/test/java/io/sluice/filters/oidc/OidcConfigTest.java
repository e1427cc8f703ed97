package io.sluice.filters.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.filters.fake.FakeExchange;
import io.sluice.gateway.api.FilterPlace;
import io.sluice.gateway.api.Option;
import io.sluice.gateway.config.Binder;
import io.sluice.gateway.config.FilterConfig;
import io.sluice.gateway.config.Format;
import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.FilterTester;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What operators write. */
class OidcConfigTest {
  static final String MUST =
      "issuer: \"https://login.test\", client_id: shop, cookie_secret: \""
          + OidcTester.SECRET
          + "\", ";

  record Chain(@Option("Filters.") List<FilterConfig> filters) {}

  static OidcConfig bound(String config) throws Exception {
    Binder binder = new Binder(List.of(new OidcFactory()), variable -> null);
    return (OidcConfig)
        binder
            .bind(
                "filters: [ { name: oidc, config: { " + config + " } } ]", Format.YAML, Chain.class)
            .filters()
            .get(0)
            .config();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "issuer: \"https://login.test\", client_id: a, cookie_secret: short"
            + " | cookie_secret: of 5 characters (expected: 32 or more",
        "issuer: \"https://login.test\", client_id: a, cookie_secret:"
            + " aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa | cookie_secret: of 1 different character (expected: 8",
        "previous_cookie_secret: short | previous_cookie_secret: of 5 characters (expected: 32 or more",
        "redirect_path: oidc/callback | redirect_path",
        "redirect_path: /a, logout_path: /a | logout_path: /a (expected: another than redirect_path)",
        "redirect_uri_base: \"https://app.test/\" | redirect_uri_base",
        "redirect_uri_base: app.test | redirect_uri_base",
        "cookie_same_site: strict | cookie_same_site",
        "cookie_same_site: none, cookie_secure: false | cookie_same_site: none",
        "cookie_name: a b | cookie_name",
        "session_ttl: 1s | session_ttl",
        "session_ttl: 90d | session_ttl",
        "post_logout_redirect: //evil.test | post_logout_redirect",
        "post_logout_redirect: bye | post_logout_redirect",
        "scopes: [\"a b\"] | scopes",
        "login_parameters: { state: x } | login_parameters.state",
        "access_token_header: connection | access_token_header",
        "consumer_header: \"a b\" | consumer_header",
        "claims_to_headers: { a: x-a, b: X-A } | claims_to_headers.b",
      })
  void tellsWhatIsWrong(String config, String told) {
    String whole = config.startsWith("issuer") ? config : MUST + config;
    assertThatThrownBy(() -> FilterTester.of(new OidcFactory(), "{ " + whole + " }"))
        .hasMessageContaining(told)
        .hasMessageNotContaining("aaaaaaaa")
        .hasMessageNotContaining(OidcTester.SECRET);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "issuer: \"ftp://login.test\" | issuer",
        "issuer: \"https://login.test?a=b\" | with a query",
        "issuer: \"https://a:b@login.test\" | a URL with a password",
      })
  void anIssuerIsAnAddress(String issuer, String told) {
    String config = issuer + ", client_id: a, cookie_secret: " + OidcTester.SECRET;
    assertThatThrownBy(() -> FilterTester.of(new OidcFactory(), "{ " + config + " }"))
        .hasMessageContaining(told);
  }

  @Test
  void warnsOfWhatIsWeak() throws Exception {
    assertThat(warnings(MUST + "redirect_uri_base: \"https://app.test\"")).isEmpty();
    assertThat(warnings(MUST.replace("https:", "http:") + "cookie_secure: false, scopes: []"))
        .hasSize(3)
        .anyMatch(warning -> warning.startsWith("issuer: not https"))
        .anyMatch(warning -> warning.startsWith("cookie_secure: false"))
        .anyMatch(warning -> warning.startsWith("redirect_uri_base: missing"));
    assertThat(
            warnings(
                MUST.replace("https://login.test", "http://127.0.0.1:9000")
                    + "redirect_uri_base: \"https://app.test\""))
        .isEmpty();
  }

  private static List<String> warnings(String config) throws Exception {
    return new OidcFactory()
        .warnings(
            bound(config),
            new FilterPlace(false, Set.of(), Set.of(), FilterPlace.Callers.NONE, 0, false));
  }

  @Test
  void whatEndsALoginStaysOutOfTheAccessLog() throws Exception {
    assertThat(new OidcFactory().secretParameters(bound(MUST)))
        .containsExactlyInAnyOrder("code", "state");
  }

  @Test
  void showsNoSecret() throws Exception {
    OidcConfig config =
        bound(
            MUST
                + "client_secret: one-secret, previous_cookie_secret: another-secret-of-thirty-two-chars");
    assertThat(config.toString())
        .isEqualTo("client shop of https://login.test")
        .doesNotContain(OidcTester.SECRET, "one-secret", "another-secret");
  }

  @Test
  void aFactoryStartsNothing() throws Exception {
    assertThat(new OidcFactory().create(bound(MUST), FakeExchange.context())).isNotNull();
  }

  @Test
  void usersLogInOverHttpsOnlyUnlessItIsToldOtherwise() {
    try (OidcTester tester = OidcTester.of("")) {
      String config =
          "issuer: \"%s\", client_id: shop, cookie_secret: %s"
              .formatted(tester.provider.issuer(), OidcTester.SECRET);
      try (FilterTester plain = FilterTester.of(new OidcFactory(), "{ " + config + " }")) {
        Await.until(
            "the provider is known",
            () -> plain.request("GET", "/").header("accept", "text/html").send().status() != 503);
        var refused = plain.request("GET", "/").header("accept", "text/html").send();
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.problem()).isEqualTo("login_needs_https");
      }
      try (FilterTester open =
          FilterTester.of(new OidcFactory(), "{ " + config + ", cookie_secure: false }")) {
        Await.until(
            "the provider is known",
            () -> open.request("GET", "/").header("accept", "text/html").send().status() != 503);
        var away = open.request("GET", "/a").header("accept", "text/html").send();
        assertThat(away.status()).isEqualTo(302);
        assertThat(Map.of("redirect_uri", String.valueOf(away.header("location"))))
            .allSatisfy(
                (name, value) ->
                    assertThat(value).contains("redirect_uri=http%3A%2F%2Ftest%2Foidc%2Fcallback"));
        assertThat(away.header("set-cookie"))
            .startsWith("sluice_session_login_")
            .doesNotContain("Secure");
      }
    }
  }
}
