package io.sluice.filters.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.RawResponse;
import io.sluice.gateway.testkit.StubOrigin;
import io.sluice.gateway.testkit.TestGateway;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.OAuth2Config;
import no.nav.security.mock.oauth2.token.DefaultOAuth2TokenCallback;
import no.nav.security.mock.oauth2.token.OAuth2TokenProvider;
import org.junit.jupiter.api.Test;

/** With a real provider, over its own pages. */
class OidcEndToEndTest {
  private final AtomicLong clock = new AtomicLong(System.currentTimeMillis() / 1000);

  /** Goes where the browser is led, at the provider; where it is led from there. */
  private static String follow(String location) throws Exception {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(location)).build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
    return FakeProvider.target(answer.headers().firstValue("location").orElseThrow());
  }

  @Test
  void aUserLogsInStaysAndLeaves() throws Exception {
    DefaultOAuth2TokenCallback ann =
        new DefaultOAuth2TokenCallback(
            "shop", "ann", "JWT", List.of("orders"), Map.of("email", "ann@example.com"), 600);
    MockOAuth2Server provider =
        new MockOAuth2Server(
            new OAuth2Config(false, null, null, true, new OAuth2TokenProvider(), Set.of(ann)));
    provider.start();
    String yaml =
        """
        routes:
          - id: test
            upstream: origin
            filters:
              - name: oidc
                config:
                  issuer: %s
                  client_id: orders
                  client_secret: "a secret"
                  cookie_secret: %s
                  redirect_uri_base: "https://app.test"
                  consumer_header: x-user
                  claims_to_headers: { email: x-mail }
        upstreams: [ { id: origin, targets: [ { address: "${origin}" } ] } ]
        """
            .formatted(provider.issuerUrl("shop"), OidcTester.SECRET);
    try (StubOrigin origin = StubOrigin.answering(200, "ok");
        TestGateway gateway =
            TestGateway.of(yaml).origins(origin).filter(new OidcFactory(clock::get)).start()) {
      Surfer surfer = new Surfer(gateway.connect().timeout(Duration.ofSeconds(30)));
      Await.until("the provider is known", () -> surfer.visit("/").status() != 503);

      RawResponse away = surfer.visit("/orders?open=1");
      RawResponse back = surfer.visit(follow(String.valueOf(away.header("location"))));
      assertThat(back.status()).as(back.toString()).isEqualTo(302);
      assertThat(back.header("location")).isEqualTo("https://app.test/orders?open=1");
      assertThat(surfer.visit("/orders").text()).isEqualTo("ok");
      assertThat(origin.takeRequest().headers().first("x-user")).isEqualTo("ann");

      String before = surfer.cookies().get(OidcTester.SESSION);
      clock.addAndGet(590); // its tokens have almost expired
      assertThat(surfer.visit("/orders").status()).isEqualTo(200);
      assertThat(surfer.cookies().get(OidcTester.SESSION)).isNotEqualTo(before);
      assertThat(origin.takeRequest().headers().first("x-mail")).isEqualTo("ann@example.com");

      RawResponse left = surfer.request("POST", "/oidc/logout");
      assertThat(left.header("location")).startsWith(provider.endSessionEndpointUrl("shop") + "?");
      assertThat(surfer.request("GET", "/orders").status()).isEqualTo(401);
      assertThat(origin.violations()).isEmpty();
    } finally {
      provider.shutdown();
    }
  }
}
