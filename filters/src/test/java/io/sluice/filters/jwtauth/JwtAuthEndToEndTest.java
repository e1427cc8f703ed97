package io.sluice.filters.jwtauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.RawResponse;
import io.sluice.gateway.testkit.StubOrigin;
import io.sluice.gateway.testkit.TestGateway;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With a real provider, and with one that does what providers should not. */
class JwtAuthEndToEndTest {
  private static final String ROUTE =
      """
      routes:
        - id: test
          upstream: origin
          filters: [ { name: jwt_auth, config: %s } ]
      upstreams: [ { id: origin, targets: [ { address: "${origin}" } ] } ]
      """;

  private static TestGateway gateway(StubOrigin origin, String config) {
    return TestGateway.of(ROUTE.formatted(config)).origins(origin).workers(2).start();
  }

  private static RawResponse ask(RawClient client, String token) {
    return ask(client, "/", token);
  }

  private static RawResponse ask(RawClient client, String path, String token) {
    return client
        .send("GET " + path + " HTTP/1.1\r\nhost: a\r\nauthorization: Bearer " + token + "\r\n\r\n")
        .read();
  }

  private static ECKey key(String id) {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String token(ECKey key, String subject) {
    long expires = System.currentTimeMillis() / 1000 + 600;
    return signed(key, "{\"sub\":\"" + subject + "\",\"exp\":" + expires + "}");
  }

  private static String signed(ECKey key, String claims) {
    JWSObject token =
        new JWSObject(
            new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(),
            new Payload(claims));
    try {
      token.sign(new ECDSASigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
    return token.serialize();
  }

  private static void publish(StubOrigin provider, ECKey... keys) {
    String document =
        Arrays.stream(keys)
            .map(key -> key.toPublicJWK().toJSONString())
            .collect(Collectors.joining(",", "{\"keys\":[", "]}"));
    provider.answer((request, connection) -> connection.answer(200, document));
  }

  private static String jwks(StubOrigin provider, String more) {
    return "{ jwks: { url: \"http://" + provider.address() + "/keys\"" + more + " } }";
  }

  @Test
  void takesTokensOfARealProviderAlsoWhileItIsDown() {
    MockOAuth2Server provider = new MockOAuth2Server();
    provider.start();
    String issuer = provider.issuerUrl("shop").toString();
    String config =
        "{ jwks: { url: \"%s\", refresh: 1s }, issuer: \"%s\", audience: orders, consumer_header: x-user }"
            .formatted(provider.jwksUrl("shop"), issuer);
    List<String> tokens = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      tokens.add(provider.issueToken("shop", "user" + i, "orders", Map.of()).serialize());
    }
    String foreign = provider.issueToken("other", "mallory", "orders", Map.of()).serialize();
    String unknown =
        provider.issueToken("other", "mallory", "orders", Map.of("iss", issuer)).serialize();
    String aside = provider.issueToken("shop", "mallory", "billing", Map.of()).serialize();
    try (StubOrigin origin = StubOrigin.answering(200, "ok");
        TestGateway gateway = gateway(origin, config)) {
      RawClient client = gateway.connect().timeout(Duration.ofSeconds(20));
      assertThat(ask(client, tokens.get(0)).status()).isEqualTo(200);
      assertThat(origin.takeRequest().headers().first("x-user")).isEqualTo("user0");
      assertThat(ask(client, foreign).problem()).isEqualTo("token_issuer");
      assertThat(ask(client, unknown).problem()).isEqualTo("token_key_unknown");
      assertThat(ask(client, aside).problem()).isEqualTo("token_audience");

      provider.shutdown();
      Await.until(
          "the gateway has noticed",
          () -> gateway.metrics().lines().anyMatch(JwtAuthEndToEndTest::tellsOfFailure));
      for (String token : tokens) { // of before, and such that it has not seen
        assertThat(ask(client, token).status()).isEqualTo(200);
      }
      RawResponse undecided = ask(client, unknown); // its key may be there by now
      assertThat(undecided.problem()).isEqualTo("keys_unavailable");
      assertThat(undecided.header("retry-after")).isEqualTo("1");
      assertThat(origin.violations()).isEmpty();
    }
  }

  private static boolean tellsOfFailure(String line) {
    return line.startsWith("sluice_jwks_refreshes_total{outcome=\"failed\"")
        && !line.endsWith(" 0.0");
  }

  @Test
  void failsClosedUntilThereAreKeys() {
    ECKey key = key("a");
    try (StubOrigin provider = StubOrigin.answering(500, "");
        StubOrigin origin = StubOrigin.answering(200, "ok");
        TestGateway gateway = gateway(origin, jwks(provider, ""))) {
      RawClient client = gateway.connect().timeout(Duration.ofSeconds(20));
      RawResponse refused = ask(client, token(key, "alice"));
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.problem()).isEqualTo("keys_unavailable");
      publish(provider, key);
      Await.until("the keys are there", () -> ask(client, token(key, "alice")).status() == 200);
      assertThat(origin.requests()).hasSize(1);
    }
  }

  @Test
  void noValidRequestFailsWhileKeysRotate() throws Exception {
    ECKey one = key("one");
    ECKey two = key("two");
    ECKey three = key("three");
    try (StubOrigin provider = StubOrigin.answering(200, "");
        StubOrigin origin = StubOrigin.answering(200, "ok")) {
      publish(provider, one);
      try (TestGateway gateway = gateway(origin, jwks(provider, ", refresh: 1h"))) {
        AtomicInteger asked = new AtomicInteger();
        List<String> failures = Collections.synchronizedList(new ArrayList<>());
        AtomicBoolean ended = new AtomicBoolean();
        List<ECKey> signing = new CopyOnWriteArrayList<>(List.of(one));
        List<CompletableFuture<Void>> load = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          RawClient client = gateway.connect().timeout(Duration.ofSeconds(20));
          load.add(
              CompletableFuture.runAsync(
                  () -> {
                    while (!ended.get()) {
                      ECKey key = signing.get(signing.size() - 1);
                      int number = asked.incrementAndGet();
                      RawResponse response = ask(client, token(key, "user" + number % 50));
                      if (response.status() != 200) {
                        failures.add(key.getKeyID() + ": " + response);
                      }
                    }
                  }));
        }
        Await.until("there is load", () -> asked.get() > 50);
        RawClient other = gateway.connect().timeout(Duration.ofSeconds(20));
        for (ECKey next : List.of(two, three)) { // published, then used, as a provider does
          publish(provider, signing.get(signing.size() - 1), next);
          signing.add(next);
          assertThat(ask(other, token(next, "z")).status()).isEqualTo(200);
        }
        ended.set(true);
        CompletableFuture.allOf(load.toArray(new CompletableFuture<?>[0])).get();
        assertThat(failures).isEmpty();
        assertThat(provider.requests()).hasSizeLessThanOrEqualTo(5);
      }
    }
  }

  @Test
  void tokensOfAKeyThatTheProviderTakesBackAreRefused() {
    ECKey one = key("one");
    ECKey two = key("two");
    String token = token(one, "alice");
    try (StubOrigin provider = StubOrigin.answering(200, "");
        StubOrigin origin = StubOrigin.answering(200, "ok")) {
      publish(provider, one, two);
      try (TestGateway gateway = gateway(origin, jwks(provider, ", refresh: 1s"))) {
        RawClient client = gateway.connect().timeout(Duration.ofSeconds(20));
        assertThat(ask(client, token).status()).isEqualTo(200);
        assertThat(ask(client, token).status()).isEqualTo(200);
        publish(provider, two);
        Await.until("it is refused", () -> ask(client, token).status() == 401);
        assertThat(ask(client, token(two, "alice")).status()).isEqualTo(200);
      }
    }
  }

  @Test
  void aProviderIsNotAskedForTokensThatNoKeyCouldMakeRight() {
    ECKey key = key("a");
    String ofOther = "\"sub\":\"alice\",\"iss\":\"them\",\"exp\":4000000000";
    String expired = "\"sub\":\"alice\",\"iss\":\"us\",\"exp\":1000000000";
    try (StubOrigin provider = StubOrigin.answering(200, "");
        StubOrigin origin = StubOrigin.answering(200, "ok")) {
      publish(provider, key("b"));
      try (TestGateway gateway =
          gateway(origin, jwks(provider, "").replaceFirst("} }$", "}, issuer: us }"))) {
        RawClient client = gateway.connect().timeout(Duration.ofSeconds(20));
        Await.until(
            "keys are there",
            () ->
                gateway
                    .metrics()
                    .lines()
                    .anyMatch(
                        line -> line.startsWith("sluice_jwks_keys{") && line.endsWith(" 1.0")));
        assertThat(ask(client, signed(key, "{" + ofOther + "}")).problem())
            .isEqualTo("token_issuer");
        assertThat(ask(client, signed(key, "{" + expired + "}")).problem())
            .isEqualTo("token_expired");
        assertThat(provider.requests()).hasSize(1);
      }
    }
  }

  @Test
  void aTokenThatOneRouteKnowsIsRefusedWhereItsAlgorithmIsNotTaken() throws Exception {
    RSAKey rsa = new RSAKeyGenerator(2048).keyID("r").generate();
    ECKey ec = key("e");
    String claims = "{\"sub\":\"alice\",\"exp\":" + (System.currentTimeMillis() / 1000 + 600) + "}";
    JWSObject token =
        new JWSObject(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("r").build(), new Payload(claims));
    token.sign(new RSASSASigner(rsa));
    String document =
        "{\"keys\":["
            + rsa.toPublicJWK().toJSONString()
            + ","
            + ec.toPublicJWK().toJSONString()
            + "]}";
    String routes =
        """
        routes:
          - { id: a, match: { path: { prefix: /a } }, upstream: origin, filters: [ { name: jwt_auth, config: %s } ] }
          - { id: b, match: { path: { prefix: /b } }, upstream: origin, filters: [ { name: jwt_auth, config: %s } ] }
        upstreams: [ { id: origin, targets: [ { address: "${origin}" } ] } ]
        """;
    try (StubOrigin provider = StubOrigin.answering(200, document);
        StubOrigin origin = StubOrigin.answering(200, "ok")) {
      String all = jwks(provider, "");
      String some = all.replaceFirst("} }$", "}, algorithms: [ES256] }");
      try (TestGateway gateway =
          TestGateway.of(routes.formatted(all, some)).origins(origin).workers(2).start()) {
        RawClient client = gateway.connect().timeout(Duration.ofSeconds(20));
        String signed = token.serialize();
        assertThat(ask(client, "/a", signed).status()).isEqualTo(200);
        assertThat(ask(client, "/b", signed).problem()).isEqualTo("token_algorithm");
        assertThat(ask(client, "/b", token(ec, "bob")).status()).isEqualTo(200);
        assertThat(ask(client, "/a", signed).status()).isEqualTo(200);
        gateway.reload(routes.formatted(some, all));
        assertThat(ask(client, "/a", signed).problem()).isEqualTo("token_algorithm");
        assertThat(ask(client, "/b", signed).status()).isEqualTo(200);
      }
    }
  }

  @Test
  void whatWasLearntOutlivesAReload() {
    ECKey key = key("a");
    String token = token(key, "alice");
    try (StubOrigin provider = StubOrigin.answering(200, "");
        StubOrigin origin = StubOrigin.answering(200, "ok")) {
      publish(provider, key);
      try (TestGateway gateway = gateway(origin, jwks(provider, ""))) {
        RawClient client = gateway.connect().timeout(Duration.ofSeconds(20));
        assertThat(ask(client, token).status()).isEqualTo(200);
        provider.kill();
        gateway.reload(
            ROUTE.formatted(
                "{ jwks: { url: \"http://"
                    + provider.address()
                    + "/keys\", refresh: 1m }, realm: other }"));
        assertThat(ask(client, token).status()).isEqualTo(200);
        assertThat(ask(client, token(key, "bob")).status()).isEqualTo(200);
        assertThat(gateway.metric("sluice_jwt_tokens_total{outcome=\"cached\",route=\"test\"}"))
            .isEqualTo(1);
        gateway.reload(
            ROUTE.formatted(
                "{ keys: [ { algorithm: HS256, secret: " + Tokens.OTHER_SECRET + " } ] }"));
        assertThat(ask(client, token).status()).isEqualTo(401);
        Await.until(
            "the keys are gone, with the last exchange of before",
            () -> !gateway.metrics().contains("sluice_jwks"));
      }
    }
  }

  /** Whoever the issuer calls admin is not the admin whom the config has given a key. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                               | admin     | 200",
        "', consumer_prefix: \"idp:\"'                    | admin     | 403",
        "', consumer_prefix: \"idp:\"'                    | idp:admin | 403",
        "', consumer_prefix: \"idp:\"'                    | ann       | 200",
        "', consumer_prefix: \"idp:\", known_consumers: true' | ann   | 200",
        "', consumer_prefix: \"idp:\", known_consumers: true' | bob   | 403",
      })
  void aPrefixKeepsTheIssuersNamesApart(String prefix, String subject, int status) {
    String document =
        """
        consumers: [ { id: admin, credentials: [ { key: k-b4Zq1Vt0mYf8xW2c } ] }, { id: "idp:ann" } ]
        routes:
          - id: test
            upstream: origin
            filters:
              - { name: jwt_auth, config: { keys: [ { algorithm: HS256, secret: "%s" } ],
                  consumer_header: x-who %s } }
              - { name: acl, config: { allow: [ { consumers: [ admin, "idp:ann" ] } ] } }
        upstreams: [ { id: origin, targets: [ { address: "${origin}" } ] } ]
        """
            .formatted(Tokens.SECRET, prefix);
    long expires = System.currentTimeMillis() / 1000 + 600;
    String token = Tokens.hs256("{\"sub\":\"" + subject + "\",\"exp\":" + expires + "}");
    try (StubOrigin origin = StubOrigin.answering(200, "ok");
        TestGateway gateway = TestGateway.of(document).origins(origin).start()) {
      assertThat(ask(gateway.connect(), token).status()).isEqualTo(status);
      if (status == 200) {
        assertThat(origin.takeRequest().headers().all("x-who"))
            .containsExactly(prefix.isEmpty() ? subject : "idp:" + subject);
      }
    }
  }

  @Test
  void knownConsumersAreThoseOfTheConfigInForce() {
    String top = "consumers: [ { id: alice } ]\n";
    String route =
        ROUTE.formatted(
            "{ known_consumers: true, keys: [ { algorithm: HS256, secret: \""
                + Tokens.SECRET
                + "\" } ] }");
    long expires = System.currentTimeMillis() / 1000 + 600;
    String alice = Tokens.hs256("{\"sub\":\"alice\",\"exp\":" + expires + "}");
    String bob = Tokens.hs256("{\"sub\":\"bob\",\"exp\":" + expires + "}");
    try (StubOrigin origin = StubOrigin.answering(200, "ok");
        TestGateway gateway = TestGateway.of(top + route).origins(origin).start()) {
      RawClient client = gateway.connect();
      assertThat(ask(client, alice).status()).isEqualTo(200);
      RawResponse unknown = ask(client, bob);
      assertThat(unknown.status()).isEqualTo(403);
      assertThat(unknown.problem()).isEqualTo("consumer_unknown");
      gateway.reload("consumers: [ { id: bob } ]\n" + route);
      assertThat(ask(client, bob).status()).isEqualTo(200);
      assertThat(ask(client, alice).status()).isEqualTo(403);
    }
  }
}
