package io.sluice.filters.forwardauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.RawResponse;
import io.sluice.gateway.testkit.ReceivedRequest;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A service decides; what it does not let in does not reach the origin. */
class ForwardAuthTest extends WithService {

  // ---- what the service is shown

  @Test
  void theServiceSeesTheCredentialsAndWhereTheyAreTaken() {
    RawClient client = start("path: /check");
    String fields = ALICE + "Cookie: a=1\r\nCookie: b=2\r\nX-Other: no\r\nX-Request-Id: mine\r\n";
    assertThat(get(client, "/a/./b?c=d", fields).text()).isEqualTo("ok");

    ReceivedRequest asked = service.takeRequest();
    assertThat(asked.method()).isEqualTo("GET");
    assertThat(asked.target()).isEqualTo("/check");
    assertThat(asked.headers().first("authorization")).isEqualTo("Bearer alice");
    assertThat(asked.headers().all("cookie")).containsExactly("a=1; b=2");
    assertThat(asked.headers().first("x-forwarded-method")).isEqualTo("GET");
    assertThat(asked.headers().first("x-forwarded-proto")).isEqualTo("http");
    assertThat(asked.headers().first("x-forwarded-host")).isEqualTo("api.example:8080");
    assertThat(asked.headers().first("x-forwarded-uri")).isEqualTo("/a/b?c=d");
    assertThat(asked.headers().first("x-forwarded-for")).isEqualTo("127.0.0.1");
    assertThat(asked.headers().first("x-request-id"))
        .isEqualTo(origin.takeRequest().headers().first("x-request-id"));
    assertThat(asked.headers().all("x-other")).isEmpty();
    assertThat(count("allowed")).isEqualTo(1);
  }

  /** A service believes what it is told of the request: clients must not have a say in that. */
  @Test
  void whatAClientSaysOfItselfIsNotForwarded() {
    RawClient client =
        startWith(
            "{ name: forward_auth, config: { upstream: auth } }",
            "listeners: [ { id: http, bind: \"127.0.0.1:0\", trusted_proxies: [127.0.0.1/32] } ]");
    get(
        client,
        "/private",
        "X-Forwarded-Uri: /public\r\nX-Forwarded-Method: OPTIONS\r\nX-Forwarded-Host: evil\r\n"
            + "X-Forwarded-For: 192.0.2.7\r\nX_Forwarded_Uri: /public\r\n"
            + "X-Original-Url: /public\r\n");
    ReceivedRequest asked = service.takeRequest();
    assertThat(asked.headers().all("x-forwarded-uri")).containsExactly("/private");
    assertThat(asked.headers().all("x-forwarded-method")).containsExactly("GET");
    assertThat(asked.headers().all("x-forwarded-host")).containsExactly("api.example:8080");
    assertThat(asked.headers().all("x-forwarded-for")).containsExactly("192.0.2.7"); // trusted
    assertThat(asked.headers().all("x_forwarded_uri")).isEmpty();
    assertThat(asked.headers().all("x-original-url")).isEmpty();
  }

  @Test
  void theBodyGoesToTheOriginAlone() {
    RawClient client = start("method: POST");
    client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhe").send("llo");
    assertThat(client.read().text()).isEqualTo("ok");
    ReceivedRequest asked = service.takeRequest();
    assertThat(asked.text()).isEmpty();
    assertThat(asked.headers().first("content-length")).isEqualTo("0");
    assertThat(asked.headers().first("x-forwarded-method")).isEqualTo("POST");
    assertThat(origin.takeRequest().text()).isEqualTo("hello");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /check?uri={path}&t={query.t}  | /a&b=c?t=x%26admin%3D1 | /check?uri=%2Fa%26b%3Dc&t=x%26admin%3D1
          /check{path}                   | /a&b=c                 | /check/a&b=c
          /of/{header.x-tenant}/check    | /                      | /of/a%2Fb%3F/check
          /check?{query}                 | /?admin=1              | /check?admin%3D1
          """)
  void valuesInThePathCannotAddToIt(String path, String target, String asked) {
    RawClient client = start("path: '" + path + "'");
    assertThat(get(client, target, "X-Tenant: a/b?\r\n").status()).isEqualTo(200);
    assertThat(service.takeRequest().target()).isEqualTo(asked);
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", ".", "../admin", "..;x"})
  void valuesInThePathCannotLeadElsewhere(String tenant) {
    RawClient client = start("path: '/of/{header.x-tenant}/check'");
    RawResponse response = get(client, "/", "X-Tenant: " + tenant + "\r\n");
    if (response.status() == 200) { // "..;x" is a name, once its semicolon is encoded
      assertThat(service.takeRequest().target()).isEqualTo("/of/..%3Bx/check");
    } else {
      assertThat(response.problem()).isEqualTo("malformed_path");
      assertThat(service.requests()).isEmpty();
    }
  }

  @Test
  void twoSetsOfCredentialsAreRefused() {
    RawClient client = start("");
    RawResponse response = get(client, "/", ALICE + "Authorization: Basic Ym9iOg==\r\n");
    assertThat(response.status()).isEqualTo(400);
    assertThat(response.problem()).isEqualTo("credentials_malformed");
    assertThat(service.requests()).isEmpty();
  }

  // ---- what it says to the origin

  @Test
  void whatTheServiceSaysReachesTheOriginAndNobodyElseCanSayIt() {
    RawClient client = start("response_headers: [x-user, x-roles, x-not-said]");
    service.answer(
        (request, connection) ->
            connection.answer(
                200, "X-User: alice\r\nX-Roles: a\r\nX-Roles: b\r\nX-Own: 1\r\n", ""));
    String spoofed = "X-User: root\r\nX_User: root\r\nx-not-said: root\r\nX_Not-said: root\r\n";
    assertThat(get(client, "/", spoofed).status()).isEqualTo(200);
    ReceivedRequest got = origin.takeRequest();
    assertThat(got.headers().all("x-user")).containsExactly("alice");
    assertThat(got.headers().all("x-roles")).containsExactly("a, b");
    for (String name : new String[] {"x_user", "x-not-said", "x_not-said", "x-own"}) {
      assertThat(got.headers().all(name)).as(name).isEmpty();
    }
  }

  @Test
  void aTrailerDoesNotBringItBack() {
    RawClient client = start("response_headers: [x-user, x-not-said]");
    service.answer((request, connection) -> connection.answer(200, "X-User: alice\r\n", ""));
    client.send(
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "2\r\nhi\r\n0\r\nX-User: root\r\nX-Not-Said: root\r\nX-Else: 1\r\n\r\n");
    assertThat(client.read().status()).isEqualTo(200);
    ReceivedRequest got = origin.takeRequest();
    assertThat(got.trailers().all("x-user")).isEmpty();
    assertThat(got.trailers().all("x-not-said")).isEmpty();
    assertThat(got.trailers().first("x-else")).isEqualTo("1");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theServiceMayReplaceWhatItIsShown(boolean does) {
    RawClient client = start("response_headers: [authorization]");
    service.answer(
        (request, connection) ->
            connection.answer(200, does ? "Authorization: Bearer internal\r\n" : "", ""));
    get(client, "/", ALICE);
    assertThat(service.takeRequest().headers().first("authorization")).isEqualTo("Bearer alice");
    assertThat(origin.takeRequest().headers().first("authorization"))
        .isEqualTo(does ? "Bearer internal" : null);
  }

  @Test
  void theServiceSaysWhoCalls() {
    RawClient client = start("consumer_from: x-user, consumer_header: x-consumer");
    service.answer((request, connection) -> connection.answer(200, "X-User: alice\r\n", ""));
    get(client, "/", "X-Consumer: root\r\n");
    assertThat(origin.takeRequest().headers().all("x-consumer")).containsExactly("alice");
    assertThat(logged()).startsWith("200 - alice [");
  }

  @Test
  void theNameThatItSaysStandsBehindThePrefix() {
    RawClient client =
        start("consumer_from: x-user, consumer_header: x-consumer, consumer_prefix: 'sso:'");
    service.answer((request, connection) -> connection.answer(200, "X-User: alice\r\n", ""));
    get(client, "/", "");
    assertThat(origin.takeRequest().headers().all("x-consumer")).containsExactly("sso:alice");
    assertThat(logged()).startsWith("200 - sso:alice [");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "X-User: \r\n", "X-User: a\r\nX-User: b\r\n"})
  void whoNamesNobodyLetsNobodyIn(String fields) {
    RawClient client = start("consumer_from: x-user");
    service.answer((request, connection) -> connection.answer(200, fields, ""));
    assertThat(get(client, "/", "").problem()).isEqualTo("auth_unavailable");
    assertThat(origin.requests()).isEmpty();
  }

  @Test
  void whoIsNotNamedHasNoConsumer() {
    RawClient client = start("response_headers: [x-user]");
    get(client, "/", "");
    assertThat(logged()).startsWith("200 - - [");
  }

  // ---- what it says to the client

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 301, 302, 303, 307, 308})
  void aRefusalIsTheServicesOwn(int status) {
    RawClient client = start("");
    service.answer(
        (request, connection) ->
            connection.answer(
                status,
                "WWW-Authenticate: Bearer realm=\"a\", error=\"invalid_token\"\r\n"
                    + "Location: https://login.example/?back=1\r\nContent-Type: text/html\r\n"
                    + "Set-Cookie: a=1\r\nSet-Cookie: b=2\r\nX-Internal: secret\r\n",
                "<p>no</p>"));
    RawResponse response = get(client, "/", ALICE);
    assertThat(response.status()).isEqualTo(status);
    assertThat(response.text()).isEqualTo("<p>no</p>");
    assertThat(response.headers().all("www-authenticate"))
        .containsExactly("Bearer realm=\"a\", error=\"invalid_token\"");
    assertThat(response.header("location")).isEqualTo("https://login.example/?back=1");
    assertThat(response.headers().all("content-type")).containsExactly("text/html");
    assertThat(response.headers().all("set-cookie")).containsExactly("a=1", "b=2");
    assertThat(response.headers().all("x-internal")).isEmpty();
    assertThat(origin.requests()).isEmpty();
    assertThat(count("denied")).isEqualTo(1);

    service.answer((request, connection) -> connection.answer(200, "yes"));
    assertThat(get(client, "/", ALICE).text()).isEqualTo("ok"); // on the same connection
  }

  @Test
  void theClientGetsNoMoreOfItThanTheConfigSays() {
    RawClient client = start("client_headers: [content-type]");
    service.answer(
        (request, connection) ->
            connection.answer(
                403, "Content-Type: text/plain\r\nSet-Cookie: a=1\r\nLocation: /x\r\n", "no"));
    RawResponse response = get(client, "/", "");
    assertThat(response.header("content-type")).isEqualTo("text/plain");
    assertThat(response.header("set-cookie")).isNull();
    assertThat(response.header("location")).isNull();
  }

  @Test
  void fieldsOfItsConsentGoToTheClientWhereTheConfigSaysSo() {
    RawClient client = start("client_headers_on_success: [set-cookie, x-session]");
    origin.answer(
        (request, connection) ->
            connection.answer(200, "Set-Cookie: own=1\r\nX-Session: origin\r\n", "ok"));
    service.answer(
        (request, connection) ->
            connection.answer(
                200,
                "Set-Cookie: a=1\r\nSet-Cookie: b=2\r\nX-Session: new\r\nX-Internal: secret\r\n",
                ""));
    RawResponse response = get(client, "/", ALICE);
    assertThat(response.text()).isEqualTo("ok");
    assertThat(response.headers().all("set-cookie"))
        .containsExactlyInAnyOrder("own=1", "a=1", "b=2");
    assertThat(response.headers().all("x-session")).containsExactly("new");
    assertThat(response.header("x-internal")).isNull();
    ReceivedRequest got = origin.takeRequest();
    assertThat(got.headers().has("set-cookie")).isFalse();
    assertThat(got.headers().has("x-session")).isFalse();
  }

  @Test
  void fieldsOfItsConsentStayWithItUnlessTheConfigSaysSo() {
    RawClient client = start("");
    service.answer(
        (request, connection) ->
            connection.answer(200, "Set-Cookie: a=1\r\nLocation: /login\r\n", ""));
    RawResponse response = get(client, "/", ALICE);
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.header("set-cookie")).isNull();
    assertThat(response.header("location")).isNull();
  }

  @Test
  void fieldsOfItsConsentAreNoneOfARefusal() {
    RawClient client = start("client_headers: [], client_headers_on_success: [set-cookie]");
    service.answer((request, connection) -> connection.answer(403, "Set-Cookie: a=1\r\n", "no"));
    RawResponse response = get(client, "/", ALICE);
    assertThat(response.status()).isEqualTo(403);
    assertThat(response.header("set-cookie")).isNull();
  }

  @Test
  void fieldsOfItsConsentGoWithWhateverIsAnswered() {
    RawClient client =
        startWith(
            "{ name: forward_auth, config: { upstream: auth,"
                + " client_headers_on_success: [set-cookie] } },"
                + " { name: acl, config: { allow: [ { claims: { role: [admin] } } ] } }",
            "");
    service.answer((request, connection) -> connection.answer(200, "Set-Cookie: a=1\r\n", ""));
    RawResponse response = get(client, "/", ALICE);
    assertThat(response.problem()).isEqualTo("not_allowed");
    assertThat(response.header("set-cookie")).isEqualTo("a=1");
  }

  @Test
  void aHeadRequestIsRefusedWithoutBody() {
    RawClient client = start("");
    service.answer((request, connection) -> connection.answer(403, "no"));
    client.send("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n");
    assertThat(client.readToHead().status()).isEqualTo(403);
    assertThat(get(client, "/", "").text()).isEqualTo("no");
  }

  @Test
  void anUploadIsRefusedBeforeItIsRead() {
    RawClient client = start("");
    service.answer((request, connection) -> connection.answer(403, "no"));
    client.send("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
    RawResponse response = client.read();
    assertThat(response.status()).isEqualTo(403);
    assertThat(response.informational()).isEmpty();
  }

  // ---- when it cannot decide

  @ParameterizedTest
  @ValueSource(ints = {300, 304, 305, 400, 404, 407, 429, 500, 502, 503, 504})
  void whatIsNoDecisionLetsNobodyIn(int status) {
    RawClient client = start("");
    service.answer((request, connection) -> connection.answer(status, "what"));
    assertUnavailable(get(client, "/", ALICE));
    assertThat(logged()).isEqualTo("503 auth_unavailable - [forward_auth=status_" + status + "]\n");
  }

  private void assertUnavailable(RawResponse response) {
    assertThat(response.status()).isEqualTo(503);
    assertThat(response.problem()).isEqualTo("auth_unavailable");
    assertThat(response.header("retry-after")).isEqualTo("1");
    assertThat(response.text()).doesNotContain("what").doesNotContain(service.address());
    assertThat(origin.requests()).isEmpty();
    assertThat(count("unavailable")).isEqualTo(1);
  }

  @Test
  void aServiceThatIsDownLetsNobodyIn() {
    RawClient client = start("");
    service.kill();
    assertUnavailable(get(client, "/", ALICE));
    service.restart();
    clock.advance(Duration.ofMinutes(1)); // it cools down
    assertThat(get(client, "/", ALICE).text()).isEqualTo("ok");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"})
  void aServiceThatTakesTooLongLetsNobodyIn(String begun) {
    RawClient client = start("timeout: 200ms");
    service.answer(
        (request, connection) -> {
          connection.send(begun);
          connection.awaitEnd();
        });
    client.get("/");
    service.takeRequest();
    clock.advance(Duration.ofMillis(150));
    assertThat(client.isClosed()).isFalse();
    clock.advance(Duration.ofMillis(100));
    assertUnavailable(client.read());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n",
        "HTTP/1.1 200 OK\r\nX: y\r\nnonsense\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"
      })
  void anAnswerThatIsTooLongOrBrokenLetsNobodyIn(String head) {
    RawClient client = start("max_body: 100");
    service.answer(
        (request, connection) -> {
          connection.send(head + (head.endsWith("half") ? "" : "x".repeat(200)));
          connection.close();
        });
    assertUnavailable(get(client, "/", ALICE));
  }

  @Test
  void aClientThatGoesTakesItsQuestionAlong() {
    RawClient client = start("");
    service.answer((request, connection) -> connection.awaitEnd());
    client.get("/");
    service.takeRequest();
    client.reset();
    Await.until("the service is let go", () -> service.openConnections() == 0);
    service.answer((request, connection) -> connection.answer(200, "yes"));
    assertThat(gateway().connect().get("/").read().text()).isEqualTo("ok");
  }

  // ---- beside other ways

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void amongOthersFieldsOfItsConsentAreForWhomItLetsIn(boolean key) {
    RawClient client =
        startWith(ANY_OF.replace("response_headers", "client_headers_on_success"), CONSUMERS);
    service.answer((request, connection) -> connection.answer(200, "X-User: eve\r\n", ""));
    RawResponse response = get(client, "/", key ? "X-Api-Key: bobs-key-is-long-enough\r\n" : "");
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.header("x-user")).isEqualTo(key ? null : "eve");
  }

  private static final String ANY_OF =
      """
      { name: any_of, config: { filters: [ { name: key_auth },\
       { name: forward_auth, config: { upstream: auth, response_headers: [x-user] } } ] } }""";
  private static final String CONSUMERS =
      "consumers: [ { id: bob, credentials: [ { key: bobs-key-is-long-enough } ] } ]";

  @Test
  void anotherWayMayLetInWithoutIt() {
    RawClient client = startWith(ANY_OF, CONSUMERS);
    RawResponse response =
        get(client, "/", "X-Api-Key: bobs-key-is-long-enough\r\nX-User: root\r\n");
    assertThat(response.status()).isEqualTo(200);
    assertThat(service.requests()).isEmpty();
    assertThat(origin.takeRequest().headers().all("x-user")).isEmpty();
  }

  @Test
  void itsRefusalStandsBesideTheOthersChallenges() {
    RawClient client = startWith(ANY_OF, CONSUMERS);
    service.answer(
        (request, connection) ->
            connection.answer(401, "WWW-Authenticate: Bearer realm=\"a\"\r\n", "page"));
    RawResponse response = get(client, "/", "");
    assertThat(response.status()).isEqualTo(401);
    assertThat(response.problem()).isEqualTo("auth_refused");
    assertThat(response.headers().all("www-authenticate"))
        .hasSize(2)
        .contains("Bearer realm=\"a\"");
    assertThat(origin.requests()).isEmpty();
  }

  @Test
  void itsPageIsTheAnswerWhereNobodyElseCanLetIn() {
    RawClient client = startWith(ANY_OF, CONSUMERS);
    service.answer((request, connection) -> connection.answer(302, "Location: /login\r\n", "page"));
    RawResponse response = get(client, "/", "");
    assertThat(response.status()).isEqualTo(302);
    assertThat(response.header("location")).isEqualTo("/login");
    service.answer((request, connection) -> connection.answer(200, "X-User: eve\r\n", ""));
    assertThat(get(client, "/", "").status()).isEqualTo(200);
    assertThat(origin.takeRequest().headers().first("x-user")).isEqualTo("eve");
  }

  // ---- config

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          upstream: nobody                                  | upstream: nobody (expected: the id of an upstream)
          upstream: auth, path: check                       | path: check (expected: to begin with a slash
          upstream: auth, path: '/a b'                      | path: /a b (expected: visible ASCII
          upstream: auth, path: '/{nobody}'                 | {nobody}
          upstream: auth, method: DELETE                    | method: DELETE
          upstream: auth, request_headers: [x-forwarded-uri]| request_headers[0]: x-forwarded-uri (expected: another
          upstream: auth, request_headers: [a, Host]        | request_headers[1]: Host (expected: another
          upstream: auth, request_headers: [connection]     | request_headers[0]: connection (expected: another
          upstream: auth, response_headers: [content-length]| response_headers[0]: content-length
          upstream: auth, client_headers: [keep-alive]      | client_headers[0]: keep-alive
          upstream: auth, client_headers_on_success: [te]   | client_headers_on_success[0]: te
          upstream: auth, consumer_header: x-user           | consumer_header: x-user (expected: consumer_from
          upstream: auth, consumer_prefix: 'sso:'           | consumer_prefix: sso: (expected: consumer_from
          upstream: auth, timeout: 0s                       | timeout: 0
          upstream: auth, on_error: allow                   | on_error
          upstream: auth, cache: {}                         | cache.ttl
          upstream: auth, cache: { ttl: 0s }                | cache.ttl: 0
          upstream: auth, cache: { ttl: 1s, key: [] }       | cache.key
          """)
  void refusesAConfigThatCannotBeMeant(String config, String message) {
    assertThatThrownBy(() -> startWith("{ name: forward_auth, config: { " + config + " } }", ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("routes[0].filters[0].config")
        .hasMessageContaining(message);
  }
}
