package io.sluice.filters.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.RawResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** What the provider says of itself, and when it says nothing. */
class ProviderTest {
  private static Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("issuer", "https://login.test/a");
    document.put("authorization_endpoint", "https://login.test/authorize");
    document.put("token_endpoint", "https://login.test/token");
    document.put("jwks_uri", "https://keys.test/");
    return document;
  }

  private static Discovery parsed(Map<String, Object> document) {
    byte[] json = JsonMapper.shared().writeValueAsString(document).getBytes(StandardCharsets.UTF_8);
    return Discovery.parse(json, "https://login.test/a");
  }

  @ParameterizedTest
  @CsvSource({
    "issuer, https://login.test/a/",
    "issuer, https://evil.test",
    "issuer,",
    "authorization_endpoint,",
    "authorization_endpoint, http://login.test/authorize",
    "authorization_endpoint, javascript:alert(1)",
    "token_endpoint,",
    "token_endpoint, http://login.test/token",
    "token_endpoint, https://a:b@login.test/token",
    "jwks_uri,",
    "jwks_uri, http://keys.test/",
    "jwks_uri, file:///etc/passwd",
    "end_session_endpoint, http://login.test/out",
  })
  void aDocumentThatIsOddIsNotTaken(String member, String value) {
    Map<String, Object> document = document();
    document.put(member, value);
    assertThatThrownBy(() -> parsed(document))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(member)
        .hasMessageContaining("expected");
  }

  @Test
  void endpointsOnThisMachineNeedNoHttps() {
    Map<String, Object> document = document();
    document.put("token_endpoint", "http://127.0.0.1:8080/token");
    assertThatCode(() -> parsed(document)).doesNotThrowAnyException();
  }

  @Test
  void clientsShowTheirSecretAsTheProviderWants() {
    Map<String, Object> document = document();
    assertThat(parsed(document).takesBasic()).isTrue();
    document.put("token_endpoint_auth_methods_supported", List.of("client_secret_post"));
    assertThat(parsed(document).takesBasic()).isFalse();
    document.put("token_endpoint_auth_methods_supported", List.of("private_key_jwt"));
    assertThatThrownBy(() -> parsed(document)).hasMessageContaining("client_secret_basic");
  }

  @Test
  void postsItsSecretWhereTheProviderTakesNothingElse() {
    try (OidcTester tester = OidcTester.unknown("")) {
      tester.provider.discovery =
          document ->
              document.put("token_endpoint_auth_methods_supported", List.of("client_secret_post"));
      try (var gateway = tester.start("")) {
        Surfer surfer = OidcTester.surfer(gateway);
        Await.until("the provider is known", () -> surfer.visit("/").status() != 503);
        surfer.logIn(tester.provider, "/");
      }
      assertThat(tester.provider.forms().get(0))
          .containsEntry("client_id", "shop")
          .containsEntry("client_secret", "s:% +");
      assertThat(tester.provider.authorizations()).containsExactly("null");
    }
  }

  @Test
  void aPublicClientHasNoSecret() {
    try (OidcTester tester = OidcTester.of(", client_id: shop")) {
      assertThat(tester.user().visit("/").status()).isEqualTo(200);
      assertThat(tester.provider.forms().get(0))
          .containsEntry("client_id", "shop")
          .doesNotContainKey("client_secret");
    }
  }

  @Test
  void nobodyLogsInUntilTheProviderAnswersAndThenEverybodyCan() {
    try (OidcTester tester = OidcTester.unknown("")) {
      tester.provider.discovery = document -> document.put("issuer", "https://evil.test");
      try (var gateway = tester.start("")) {
        Surfer surfer = OidcTester.surfer(gateway);
        RawResponse refused = surfer.visit("/");
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.problem()).isEqualTo("provider_unavailable");
        assertThat(refused.header("retry-after")).isEqualTo("1");
        assertThat(refused.header("cache-control")).isEqualTo("no-store");
        assertThat(surfer.request("GET", "/").status()).isEqualTo(401);

        tester.provider.discovery = document -> {};
        Await.until("the provider is known", () -> surfer.visit("/").status() == 302);
      }
    }
  }

  @Test
  void sessionsAndWhatTheProviderHasSaidStayWhileItIsDown() {
    try (OidcTester tester = OidcTester.of("")) {
      Surfer user = tester.user();
      Surfer surfer = tester.surfer();
      String way = tester.provider.logIn(surfer.visit("/").header("location"));
      tester.provider.server().kill();
      assertThat(user.visit("/").status()).isEqualTo(200);
      assertThat(tester.surfer().visit("/").status()).isEqualTo(302);
      assertThat(surfer.visit(way).problem()).isEqualTo("provider_unavailable");
    }
  }

  @Test
  void newKeysOfTheProviderAreLookedUp() {
    try (OidcTester tester = OidcTester.of("")) {
      tester.user();
      tester.provider.rotate("second", true);
      assertThat(tester.user().visit("/").status()).isEqualTo(200);
      tester.provider.rotate("forged", false);
      assertThat(tester.surfer().logIn(tester.provider, "/").problem())
          .isEqualTo("token_key_unknown");
    }
  }

  @Test
  void anotherConfigKnowsTheProviderAndTheUsersOfTheLastOne() {
    try (OidcTester tester = OidcTester.of("")) {
      Surfer user = tester.user();
      Surfer surfer = tester.surfer();
      String way = tester.provider.logIn(surfer.visit("/").header("location"));
      tester.provider.server().clear();

      tester.reload(", consumer_header: x-user, session_ttl: 1h");

      assertThat(user.visit("/").status()).isEqualTo(200);
      assertThat(surfer.visit(way).status()).isEqualTo(302);
      assertThat(tester.provider.server().requests())
          .allMatch(request -> request.target().equals("/token"));
    }
  }

  @Test
  void whoNamesItselfMustDoSo() {
    try (OidcTester tester = OidcTester.unknown("")) {
      tester.provider.discovery =
          document -> document.put("authorization_response_iss_parameter_supported", true);
      try (var gateway = tester.start("")) {
        Surfer surfer = OidcTester.surfer(gateway);
        Await.until("the provider is known", () -> surfer.visit("/").status() != 503);
        assertThat(surfer.logIn(tester.provider, "/").problem()).isEqualTo("login_mixed_up");
      }
    }
  }
}
