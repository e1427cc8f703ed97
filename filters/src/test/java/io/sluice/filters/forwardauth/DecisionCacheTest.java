package io.sluice.filters.forwardauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.filters.auth.Sha256;
import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.RawResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Decisions hold for a time, and for the requests that they were made about. */
class DecisionCacheTest extends WithService {
  private static final String MINUTE = "cache: { ttl: 60s }";
  private static final String BOB = "Authorization: Bearer bob\r\n";

  private void assertAsked(int times) {
    assertThat(service.requests()).hasSize(times);
  }

  @Test
  void aDecisionHoldsUntilItsTimeIsUp() {
    RawClient client = start(MINUTE + ", response_headers: [x-user]");
    service.answer((request, connection) -> connection.answer(200, "X-User: alice\r\n", ""));
    for (int i = 0; i < 3; i++) {
      assertThat(get(client, "/", ALICE).text()).isEqualTo("ok");
      assertThat(origin.takeRequest().headers().first("x-user")).isEqualTo("alice");
    }
    assertAsked(1);
    assertThat(count("cached")).isEqualTo(2);
    clock.advance(Duration.ofSeconds(59));
    get(client, "/", ALICE);
    assertAsked(1);
    clock.advance(Duration.ofSeconds(2)); // it was not prolonged by its use
    service.answer((request, connection) -> connection.answer(403, "no"));
    assertThat(get(client, "/", ALICE).status()).isEqualTo(403);
    assertAsked(2);
  }

  @ParameterizedTest
  @CsvSource({"401, true", "403, true", "302, false", "500, false", "404, false"})
  void refusalsHoldAsWell(int status, boolean kept) {
    RawClient client = start(MINUTE);
    service.answer(
        (request, connection) ->
            connection.answer(status, "Content-Type: text/html\r\nLocation: /login\r\n", "page"));
    RawResponse first = get(client, "/", ALICE);
    RawResponse second = get(client, "/", ALICE);
    assertThat(second.status()).isEqualTo(first.status());
    if (kept) {
      assertThat(second.text()).isEqualTo("page");
      assertThat(second.header("content-type")).isEqualTo("text/html");
    }
    assertAsked(kept ? 1 : 2);
  }

  /** What the service was shown and may have looked at is what its word is about. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET / HTTP/1.1~Host: api.example:8080~Authorization: Bearer alice~~            | 1
          GET / HTTP/1.1~Host: api.example:8080~Authorization: Bearer bob~~              | 2
          GET / HTTP/1.1~Host: api.example:8080~~                                        | 2
          GET / HTTP/1.1~Host: api.example:8080~Cookie: Bearer alice~~                   | 2
          GET / HTTP/1.1~Host: api.example:8080~Authorization: Bearer alice~Cookie: a~~  | 2
          GET /b HTTP/1.1~Host: api.example:8080~Authorization: Bearer alice~~           | 2
          GET /?b HTTP/1.1~Host: api.example:8080~Authorization: Bearer alice~~          | 2
          PUT / HTTP/1.1~Host: api.example:8080~Authorization: Bearer alice~~            | 2
          GET / HTTP/1.1~Host: other.example~Authorization: Bearer alice~~               | 2
          GET / HTTP/1.1~Host: api.example:8080~Authorization: Bearer alice~X-Forwarded-For: 192.0.2.1~~ | 2
          GET / HTTP/1.1~Host: api.example:8080~Authorization: Bearer alice~X-Forwarded-Proto: https~~   | 2
          GET / HTTP/1.1~Host: api.example:8080~Authorization: Bearer alice~X-Else: 1~~  | 1
          """)
  void aDecisionIsAboutAllThatTheServiceSaw(String other, int asked) {
    RawClient client =
        startWith(
            "{ name: forward_auth, config: { upstream: auth, " + MINUTE + " } }",
            "listeners: [ { id: http, bind: \"127.0.0.1:0\", trusted_proxies: [127.0.0.1/32] } ]");
    get(client, "/", ALICE);
    client.send(other.replace("~", "\r\n")).read();
    assertAsked(asked);
  }

  /** The service sees the port, and may decide by it. */
  @Test
  void hostWithAnotherPortIsAnotherQuestion() {
    RawClient client = start("cache: { ttl: 60s, key: host }");
    for (String host : new String[] {"api.example", "api.example:81", "api.example:81"}) {
      client.send("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
      assertThat(client.read().status()).isEqualTo(200);
    }
    assertThat(count("cached")).isEqualTo(1);
    assertThat(service.requests()).hasSize(2);
    assertThat(service.requests().get(1).headers().first("x-forwarded-host"))
        .isEqualTo("api.example:81");
  }

  @Test
  void theConfigMaySayThatItIsAboutLess() {
    RawClient client = start("cache: { ttl: 60s, key: [method, host] }");
    get(client, "/a", ALICE);
    get(client, "/b?c", ALICE);
    assertAsked(1);
    get(client, "/a", BOB); // credentials always count
    assertAsked(2);
  }

  @Test
  void whatThePathOfTheQuestionHasCounts() {
    RawClient client = start("path: '/of/{header.x-tenant}', cache: { ttl: 60s, key: host }");
    get(client, "/", "X-Tenant: a\r\n");
    get(client, "/", "X-Tenant: b\r\n");
    get(client, "/", "X-Tenant: a\r\n");
    assertAsked(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Cache-Control: no-store        | 0  | 2
          Cache-Control: max-age=5       | 4  | 1
          Cache-Control: max-age=5       | 6  | 2
          Cache-Control: max-age=999     | 59 | 1
          Cache-Control: max-age=999     | 61 | 2
          Set-Cookie: session=1          | 0  | 2
          X-Nothing: said                | 59 | 1
          """)
  void theServiceMayHaveItHoldForLess(String field, int seconds, int asked) {
    RawClient client = start(MINUTE);
    service.answer((request, connection) -> connection.answer(200, field + "\r\n", ""));
    get(client, "/", ALICE);
    clock.advance(Duration.ofSeconds(seconds));
    get(client, "/", ALICE);
    assertAsked(asked);
  }

  @ParameterizedTest
  @CsvSource({"'X-Plan: gold\r\n', 1", "'X-Plan: gold\r\nSet-Cookie: a=1\r\n', 2"})
  void fieldsForTheClientHoldAsWellButNoCookie(String fields, int asked) {
    RawClient client = start(MINUTE + ", client_headers_on_success: [x-plan, set-cookie]");
    service.answer((request, connection) -> connection.answer(200, fields, ""));
    for (int i = 0; i < 2; i++) {
      RawResponse response = get(client, "/", ALICE);
      assertThat(response.header("x-plan")).isEqualTo("gold");
      assertThat(response.header("set-cookie")).isEqualTo(asked == 1 ? null : "a=1");
    }
    assertAsked(asked);
  }

  @Test
  void aServiceThatIsDownIsNotNoticedWhileDecisionsHold() {
    RawClient client = start(MINUTE);
    get(client, "/", ALICE);
    service.kill();
    assertThat(get(client, "/", ALICE).status()).isEqualTo(200);
    assertThat(get(client, "/", BOB).problem()).isEqualTo("auth_unavailable");
    clock.advance(Duration.ofSeconds(61));
    assertThat(get(client, "/", ALICE).problem()).isEqualTo("auth_unavailable");
  }

  @Test
  void thereAreNoMoreThanMayBe() {
    Decisions decisions = new Decisions(100, clock);
    Decision none = new Decision.Unknown("none");
    for (int i = 0; i < 5000; i++) {
      decisions.add(new Sha256(i, 0, 0, 0), none, 1_000_000_000);
      if (i % 16 == 0) {
        decisions.size(); // housekeeping
      }
    }
    Await.until("those beyond are gone", () -> decisions.size() <= 100);
    assertThat(decisions.size()).isPositive();
    clock.advance(Duration.ofSeconds(2));
    assertThat(decisions.size()).isZero();
  }

  @Test
  void aLongAnswerCountsAsSeveral() {
    Decisions decisions = new Decisions(100, clock);
    Decision long8 = new Decision.Denied(403, List.of(), new byte[8 << 10], null);
    for (int i = 0; i < 64; i++) {
      decisions.add(new Sha256(i, 0, 0, 0), long8, 1_000_000_000);
      decisions.size();
    }
    Await.until("they fit", () -> decisions.size() <= 100 / 9);
  }
}
