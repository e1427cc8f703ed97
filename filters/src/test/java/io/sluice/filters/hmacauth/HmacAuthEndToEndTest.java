package io.sluice.filters.hmacauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.api.Credential;
import io.sluice.gateway.api.FilterPlace;
import io.sluice.gateway.api.Option;
import io.sluice.gateway.config.Binder;
import io.sluice.gateway.config.FilterConfig;
import io.sluice.gateway.config.Format;
import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.RawResponse;
import io.sluice.gateway.testkit.ReceivedRequest;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are signed, and what may happen to them on their way. */
class HmacAuthEndToEndTest {
  private static EndToEnd plain; // takes signatures without nonce
  private static int nonces;

  @BeforeAll
  static void start() {
    plain = EndToEnd.of("consumer_header: x-consumer");
  }

  @AfterAll
  static void stop() {
    plain.close();
  }

  private static Signer signer() {
    Signer signer = new Signer();
    signer.nonce = "nonce-" + nonces++;
    return signer;
  }

  private static Signer withEd25519() {
    Signer signer = signer();
    signer.keyId = "ed";
    signer.privateKey = EndToEnd.ED25519.getPrivate();
    return signer;
  }

  private static void assertRefused(RawResponse response, int status, String reason) {
    assertThat(response.problem()).isEqualTo(reason);
    assertThat(response.status()).isEqualTo(status);
    if (status == 401) {
      assertThat(response.header("www-authenticate")).isEqualTo("Signature realm=\"sluice\"");
      assertThat(response.header("accept-signature"))
          .startsWith("sig=(\"@method\" \"@authority\" \"@path\" \"@query\"")
          .endsWith(");created;keyid");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void letsInWhoSignsAndTellsTheOrigin(boolean publicKey) {
    Signer signer = publicKey ? withEd25519() : signer();
    signer.field("x-consumer", "admin");
    assertThat(plain.send(signer).status()).isEqualTo(200);
    ReceivedRequest seen = plain.received().get(plain.received().size() - 1);
    assertThat(seen.headers().all("x-consumer")).containsExactly(publicKey ? "laptop" : "builds");
    assertThat(seen.text()).isEqualTo("{\"item\": 1}");
    assertThat(seen.headers().has("signature-input")).isTrue();
  }

  @Test
  void asksWhoHasNotSignedForASignature() {
    Signer signer = signer();
    RawResponse response = plain.send(signer.unsigned());
    assertRefused(response, 401, "credentials_missing");
    assertThat(response.header("accept-signature")).contains("\"content-digest\"");
    signer.body = null;
    assertThat(plain.send(signer.unsigned()).header("accept-signature")).doesNotContain("digest");
  }

  /** Each part that is signed is changed on its way, in the request as it was sent. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "POST /       | PUT /         | signature_invalid",
        "api.test     | api.test:81   | signature_invalid",
        "api.test     | other.test    | signature_invalid",
        "/orders      | /Orders       | signature_invalid",
        "/orders      | /x/../orders  | signature_invalid",
        "/orders      | /%6frders     | signature_invalid",
        "?id=7        | ?id=8         | signature_invalid",
        "?id=7        | ?id=7&        | signature_invalid",
        "?id=7        | ?id=%37       | signature_invalid",
        "?id=7        | ''            | signature_invalid",
        "x-plan: gold | x-plan: free  | signature_invalid",
        "x-plan: gold | x-none: gold  | signature_invalid",
        "x-plan: gold | x-plan: gold, gold  | signature_invalid",
        "'created=179000' | 'created=178999' | signature_expired",
        "created=1790000000 | created=1790000001 | signature_invalid",
        "keyid=\"ci\" | keyid=\"ed\"  | signature_invalid",
        "keyid=\"ci\" | keyid=\"no\"  | signature_invalid",
        "nonce=\"n    | nonce=\"m     | signature_invalid",
        "sig1=:       | sig1=:AAAA    | signature_invalid",
        "sig1=:       | sig2=:        | signature_malformed",
        "(\"@method\" | (             | signature_insufficient",
        "\"x-plan\"   | ''            | signature_invalid",
        "'\"@path\" \"@query\"' | '\"@query\" \"@path\"' | signature_invalid",
        "content-digest: sha-256 | content-digest: sha-512 | signature_malformed",
        "{\"item\": 1} | {\"item\": 2} | digest_mismatch",
      })
  void refusesWhatWasChanged(String part, String changed, String reason) {
    Signer signer = signer().field("x-plan", "gold");
    signer.components.add("x-plan");
    String request = signer.signed();
    assertThat(request).contains(part);
    int at = request.indexOf(part);
    String sent = request.substring(0, at) + changed + request.substring(at + part.length());
    int before = plain.received().size();
    assertRefused(plain.send(sent), reason.equals("signature_malformed") ? 400 : 401, reason);
    assertThat(plain.received()).hasSize(before);
    assertThat(plain.send(request).status()).isEqualTo(200); // and uses up no nonce
  }

  @Test
  void refusesASignatureThatComesAgain() {
    for (Signer signer : new Signer[] {signer(), withEd25519()}) {
      String request = signer.signed();
      assertThat(plain.send(request).status()).isEqualTo(200);
      assertRefused(plain.send(request), 401, "signature_replayed");
    }
    Signer own = withEd25519();
    own.nonce = "nonce-0"; // another's
    assertThat(plain.send(own).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({"-301, signature_expired", "31, signature_expired", "-299, ''", "29, ''"})
  void refusesWhatIsNotOfThisTime(long offset, String reason) {
    Signer signer = signer();
    signer.created = EndToEnd.NOW + offset;
    RawResponse response = plain.send(signer);
    if (reason.isEmpty()) {
      assertThat(response.status()).isEqualTo(200);
    } else {
      assertRefused(response, 401, reason);
    }
  }

  private static void assertRefused(Consumer<Signer> how, int status, String reason) {
    Signer signer = signer();
    how.accept(signer);
    assertRefused(plain.send(signer), status, reason);
  }

  @Test
  void refusesWhatSaysOrCoversTooLittle() {
    assertRefused(signer -> signer.created = null, 401, "signature_insufficient");
    assertRefused(signer -> signer.nonce = null, 401, "signature_insufficient");
    assertRefused(signer -> signer.expires = EndToEnd.NOW - 1, 401, "signature_expired");
    for (String component :
        new String[] {"@method", "@authority", "@path", "@query", "content-digest"}) {
      assertRefused(signer -> signer.components.remove(component), 401, "signature_insufficient");
    }
  }

  @Test
  void algorithmIsTheKeysWhateverTheSignatureSays() {
    assertRefused(signer -> signer.alg = "none", 401, "signature_invalid");
    assertRefused(signer -> signer.alg = "ed25519", 401, "signature_invalid");
    // signed with a shared secret that is the text of the public key: there is no such way
    assertRefused(signer -> signer.keyId = "ed", 401, "signature_invalid");
    Signer right = signer();
    right.alg = "hmac-sha256";
    assertThat(plain.send(right).status()).isEqualTo(200);
    Signer ed = withEd25519();
    ed.alg = "ed25519";
    assertThat(plain.send(ed).status()).isEqualTo(200);
  }

  private static String told(String keyId, Consumer<Signer> how) {
    Signer signer = signer();
    signer.keyId = keyId;
    how.accept(signer);
    RawResponse response = plain.send(signer);
    assertThat(response.status()).isBetween(400, 401);
    String text = response.text();
    return text.substring(text.indexOf("\"detail\""), text.indexOf(",\"request_id\""));
  }

  /** Whatever else is wrong with the signature. */
  @Test
  void nothingThatIsToldDependsOnWhetherTheKeyIsKnown() {
    List<Consumer<Signer>> ways =
        List.of(
            signer -> signer.alg = "none",
            signer -> signer.nonce = null,
            signer -> signer.nonce = "",
            signer -> signer.expires = 1L,
            signer -> signer.components.remove("@path"),
            signer -> signer.components.add("x-none"),
            signer -> signer.components.add("Upper"),
            signer -> signer.field("content-digest", "none"));
    for (Consumer<Signer> way : ways) {
      assertThat(told("ci", way)).isEqualTo(told("nobody", way));
    }
  }

  @Test
  void aRequestWithoutBodyNeedsNoDigest() {
    Signer signer = signer();
    signer.method = "GET";
    signer.body = null;
    assertThat(plain.send(signer).status()).isEqualTo(200);
  }

  @Test
  void digestOfNoBodyIsThatOfNothing() {
    for (String body : new String[] {"", "x"}) {
      Signer signer = signer();
      signer.method = "GET";
      signer.field("content-digest", Signer.digest("SHA-256", body));
      signer.body = null;
      signer.components.remove("content-digest");
      signer.components.add(0, "content-digest");
      String request = signedWithDigest(signer);
      RawResponse response = plain.send(request);
      assertThat(response.status()).isEqualTo(body.isEmpty() ? 200 : 401);
    }
  }

  /** The signer leaves the digest out where there is no body. */
  private static String signedWithDigest(Signer signer) {
    signer.body = "";
    return signer.signed().replace("Content-Length: 0\r\n", "");
  }

  @ParameterizedTest
  @CsvSource({"SHA-256, 20", "SHA-512, 20", "SHA-256, 70000", "SHA-512, 1048576"})
  void bodiesOfAllSizesArriveAsTheyWereSigned(String algorithm, int length) {
    for (boolean chunked : new boolean[] {false, true}) {
      Signer signer = chunked ? withEd25519() : signer();
      signer.body = "x".repeat(length);
      signer.chunked = chunked;
      signer.field("content-digest", Signer.digest(algorithm, signer.body));
      String request = signer.signed();
      assertThat(plain.send(request).status()).isEqualTo(200);
      assertThat(plain.received().get(plain.received().size() - 1).text()).hasSize(length);
      int changed = request.lastIndexOf('x');
      String sent = request.substring(0, changed) + 'y' + request.substring(changed + 1);
      assertRefused(plain.send(sent), 401, "digest_mismatch");
    }
  }

  @Test
  void refusesABodyThatIsTooLongToBeLookedAt() {
    Signer signer = signer();
    signer.body = "x".repeat((1 << 20) + 1);
    RawResponse response = plain.gateway().connect().send(head(signer.signed())).read();
    assertThat(response.status()).isEqualTo(413);
  }

  private static String head(String request) {
    return request.substring(0, request.indexOf("\r\n\r\n") + 4);
  }

  /** Whoever cannot sign has the gateway collect nothing. */
  @Test
  void bodyIsCollectedOnlyWhenTheHeadIsRight() {
    Signer signer = signer();
    signer.expires = EndToEnd.NOW - 1;
    assertRefused(plain.send(head(signer.signed())), 401, "signature_expired");
  }

  @Test
  void clientThatWaitsToBeToldSendsItsBody() {
    Signer signer = signer().field("Expect", "100-continue");
    String request = signer.signed();
    try (RawClient client = plain.gateway().connect()) {
      client.send(head(request));
      assertThat(client.readInformational().status()).isEqualTo(100);
      client.send(request.substring(head(request).length()));
      assertThat(client.read().status()).isEqualTo(200);
    }
  }

  @Test
  void fieldsThatTheGatewayTakesAwayCannotBeSigned() {
    Signer signer = signer().field("x-request-id", "mine");
    signer.components.add("x-request-id");
    assertRefused(plain.send(signer), 400, "signature_malformed");
    Signer hidden = signer().field("x-plan", "gold").field("Connection", "x-plan");
    hidden.components.add("x-plan");
    assertRefused(plain.send(hidden), 401, "signature_invalid");
  }

  @Test
  void signatureOfAnotherPartyIsLeftAlone() {
    String other = "proxy=:YWJj:";
    Signer signer =
        signer()
            .field("signature-input", "proxy=(\"x\");keyid=\"proxy\"")
            .field("signature", other);
    assertThat(plain.send(signer).status()).isEqualTo(200);
    ReceivedRequest seen = plain.received().get(plain.received().size() - 1);
    assertThat(seen.headers().all("signature")).contains(other);
  }

  @Test
  void optionsSayWhichSignatureCounts() {
    try (EndToEnd chosen =
        EndToEnd.of("label: mine, tag: app, hide_credentials: true, realm: 'a \"b\"'")) {
      Signer signer = signer();
      signer.label = "mine";
      signer.tag = "app";
      assertThat(chosen.send(signer).status()).isEqualTo(200);
      assertThat(chosen.received().get(0).headers().has("signature")).isFalse();
      assertThat(chosen.received().get(0).headers().has("signature-input")).isFalse();

      RawResponse other = chosen.send(signer());
      assertThat(other.problem()).isEqualTo("credentials_missing");
      assertThat(other.header("www-authenticate")).isEqualTo("Signature realm=\"a \\\"b\\\"\"");
      assertThat(other.header("accept-signature")).endsWith(";tag=\"app\"");
    }
  }

  @Test
  void optionsSayWhatMustBeSigned() {
    try (EndToEnd less =
        EndToEnd.of(
            "required_components: ['@target-uri', 'x-a;key=\"b\"'], digest: false,"
                + " require_nonce: false, max_age: 10s, clock_skew: 0s")) {
      Signer signer = new Signer().field("x-a", "b=1").field("content-digest", "sha-256=:YQ==:");
      signer.components.clear();
      signer.components.add("@target-uri");
      signer.components.add("x-a");
      signer.nonce = null;
      String request = signer.signed();
      assertThat(less.send(request).status()).isEqualTo(200);
      assertThat(less.send(request).status()).isEqualTo(200);
      less.pass(11);
      assertThat(less.send(request).problem()).isEqualTo("signature_expired");
    }
  }

  /** Beside another way, with all that may take its time. */
  @Test
  void isOneOfSeveralWays() {
    try (EndToEnd any =
        EndToEnd.of(
            "",
            "name: any_of, config: { filters: [ { name: key_auth },"
                + " { name: hmac_auth, config: { tag: other } },"
                + " { name: hmac_auth, config: { structured_fields: { x-a: list } } } ] }")) {
      Signer signer = withEd25519();
      signer.body = "x".repeat(100_000);
      String request = signer.signed();
      assertThat(any.send(request).status()).isEqualTo(200);
      assertRefused(any.send(request), "signature_replayed");
      int changed = request.lastIndexOf('x');
      assertRefused(any.send(request.substring(0, changed) + 'y'), "digest_mismatch");
      assertRefused(any.send(signer().unsigned()), "credentials_missing");
    }
  }

  /** What one way would like is not said in the answer to who comes in by another. */
  @Test
  void saysWhatIsWantedOnlyWhereItsOwnRefusalIsTheAnswer() {
    try (EndToEnd any =
        EndToEnd.of(
            "",
            "name: any_of, config: { filters: [ { name: hmac_auth },"
                + " { name: hmac_auth, config: { required_components: ['@method'] } } ] }")) {
      Signer signer = signer();
      signer.components.remove("@path");
      RawResponse response = any.send(signer);
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.headers().has("accept-signature")).isFalse();
    }
  }

  private static void assertRefused(RawResponse response, String reason) {
    assertThat(response.problem()).isEqualTo(reason);
    assertThat(response.status()).isEqualTo(401);
    assertThat(response.headers().all("www-authenticate"))
        .contains("Signature realm=\"sluice\"")
        .anyMatch(challenge -> challenge.startsWith("ApiKey"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                 | ''",
        "require_nonce: false               | require_nonce: false, so a request that is overheard can be sent again for 330 s (have nonces required and remembered)",
        "'replay: { store: none }'          | replay: store none, so a request that is overheard can be sent again for 330 s (have nonces required and remembered)",
        "digest: false                      | digest: false, so only the origin can find out that a body was changed",
        "required_components: ['@method']   | required_components: without content-digest, so bodies may be changed (add it)",
      })
  void warnsOfWhatIsWeak(String config, String warning) throws Exception {
    HmacAuthFactory factory = new HmacAuthFactory();
    String yaml = "filters: [ { name: hmac_auth, config: { " + config + " } } ]";
    Chain chain =
        new Binder(List.of(factory), variable -> null).bind(yaml, Format.YAML, Chain.class);
    HmacAuthConfig bound = (HmacAuthConfig) chain.filters().get(0).config();
    FilterPlace place =
        new FilterPlace(
            false,
            Set.of(),
            Set.of(Credential.Kind.SIGNING_KEY),
            FilterPlace.Callers.NONE,
            0,
            false);
    assertThat(factory.warnings(bound, place))
        .isEqualTo(warning.isEmpty() ? List.of() : List.of(warning));
  }

  record Chain(@Option("Filters.") List<FilterConfig> filters) {}

  /** A client that holds back the end of its body has not used its nonce up yet. */
  @Test
  void bodyThatIsCompleteTooLateIsRefused() {
    try (EndToEnd brief = EndToEnd.of("max_age: 5s, clock_skew: 0s")) {
      String request = signer().signed();
      try (RawClient slow = brief.gateway().connect()) {
        slow.send(request.substring(0, request.length() - 1));
        assertThat(brief.send(request).status()).isEqualTo(200);
        brief.pass(10); // not so long that the client's own time is up
        slow.send(request.substring(request.length() - 1));
        assertRefused(slow.read(), 401, "signature_expired");
      }
      assertThat(brief.received()).hasSize(1);
    }
  }

  /** What leads to another route need not be signed. */
  @Test
  void whatOneRouteHasTakenNoneTakesAgain() {
    try (EndToEnd gateway = EndToEnd.of("")) {
      String two =
          EndToEnd.document("", "max_age: 10s")
              .replace(
                  "routes:\n",
                  """
                  routes:
                    - id: other
                      match: { headers: [ { name: x-other, exact: "1" } ] }
                      upstream: origin
                      filters: [ { name: hmac_auth } ]
                  """);
      gateway.gateway().reload(two);
      String request = signer().signed();
      String elsewhere = request.replace("Host:", "x-other: 1\r\nHost:");
      assertThat(gateway.send(request).status()).isEqualTo(200);
      assertRefused(gateway.send(elsewhere), 401, "signature_replayed");
      gateway.pass(100); // of the route that takes it no longer
      assertRefused(gateway.send(elsewhere), 401, "signature_replayed");
      gateway.gateway().reload(two.replace("id: other", "id: renamed"));
      assertRefused(gateway.send(elsewhere), 401, "signature_replayed");
    }
  }

  @Test
  void ofTwoWaysBothKnowWhatOneHasTaken() {
    try (EndToEnd any =
        EndToEnd.of(
            "",
            "name: any_of, config: { filters: [ { name: hmac_auth },"
                + " { name: hmac_auth, config: { max_age: 1h } } ] }")) {
      String request = signer().signed();
      assertThat(any.send(request).status()).isEqualTo(200);
      assertThat(any.send(request).problem()).isEqualTo("signature_replayed");
      any.pass(600); // the first takes it no longer
      assertThat(any.send(request).status()).isEqualTo(401);
    }
  }

  @Test
  void twoFiltersOfAChainTakeTheSameSignature() {
    try (EndToEnd both =
        EndToEnd.of(
            "default_filters: [ { name: hmac_auth, config: { required_components: ['@method'] } } ]",
            "")) {
      String request = signer().signed();
      assertThat(both.send(request).status()).isEqualTo(200);
      assertThat(both.send(request).problem()).isEqualTo("signature_replayed");
    }
  }

  @Test
  void timeOfDayThatWasWrongForAWhileKeepsNoRoom() {
    try (EndToEnd few = EndToEnd.of("replay: { max_nonces: 1 }")) {
      Signer ahead = signer();
      ahead.created = few.step(86_400);
      assertThat(few.send(ahead).status()).isEqualTo(200);
      few.step(-86_400);
      Signer later = signer();
      later.created = few.pass(1000);
      assertThat(few.send(later).status()).isEqualTo(200);
    }
  }

  @Test
  void noncesThatAreTooManyAreRefusedUntilThereIsRoom() {
    try (EndToEnd few = EndToEnd.of("replay: { max_nonces: 1 }")) {
      assertThat(few.send(signer()).status()).isEqualTo(200);
      RawResponse full = few.send(signer());
      assertThat(full.problem()).isEqualTo("nonces_full");
      assertThat(full.status()).isEqualTo(503);
      assertThat(full.header("retry-after")).isEqualTo("1");
      Signer later = signer();
      later.created = few.pass(1000);
      assertThat(few.send(later).status()).isEqualTo(200);
    }
  }

  @Test
  void reloadForgetsNoNonce() {
    try (EndToEnd gateway = EndToEnd.of("")) {
      String request = signer().signed();
      assertThat(gateway.send(request).status()).isEqualTo(200);
      gateway.gateway().reload(EndToEnd.document("", "max_age: 200s"));
      assertThat(gateway.send(request).problem()).isEqualTo("signature_replayed");
    }
  }

  @Test
  void whoIsTakenOutOfTheConfigIsUnknown() {
    try (EndToEnd gateway = EndToEnd.of("")) {
      assertThat(gateway.send(signer()).status()).isEqualTo(200);
      gateway.gateway().reload(EndToEnd.document("", "").replace("key_id: ci", "key_id: new"));
      assertThat(gateway.send(signer()).problem()).isEqualTo("signature_invalid");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "required_components: [X]            | required_components[0]: X",
        "required_components: ['@status']    | required_components[0]: @status",
        "required_components: [x-request-id] | required_components[0]: x-request-id",
        "required_components: ['a;b']        | required_components[0]: a;b",
        "required_components: ['a\"']        | required_components[0]: a\"",
        "'replay: { on_store_error: local }' | on_store_error: local (expected: only with store redis)",
        "max_age: 10ms                       | max_age",
        "consumer_header: host               | consumer_header: host",
      })
  void refusesAConfigThatCannotBeMeant(String config, String message) {
    assertThatThrownBy(() -> EndToEnd.of(config).close()).hasMessageContaining(message);
  }

  @Test
  void whoIsTakenOutWhileTheBodyComesDoesNotComeIn() {
    try (EndToEnd own = EndToEnd.of("replay: { store: local }")) {
      String request = signer().signed();
      RawClient client = own.gateway().connect();
      client.send(request.substring(0, request.length() - 3));
      Await.until(
          "the head is there", () -> own.gateway().metric("sluice_inflight{route=\"test\"}") == 1);
      own.withoutConsumers("replay: { store: local }");
      client.send(request.substring(request.length() - 3));
      assertRefused(client.read(), 401, "signature_invalid");
      assertThat(own.received()).isEmpty();
    }
  }
}
