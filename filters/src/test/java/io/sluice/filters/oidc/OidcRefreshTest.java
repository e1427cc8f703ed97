package io.sluice.filters.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.RawResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A session outlives its tokens where they can be refreshed. */
class OidcRefreshTest {
  /** Of bob, by a secret. */
  private static final String JWT =
      "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJib2IifQ.B79iq" + "vTOOitgwn8O-79KAyIms0adk3tLaaswy-ugSZA";

  private OidcTester tester;

  @BeforeEach
  void start() {
    tester =
        OidcTester.of(
            ", access_token_header: x-token, claims_to_headers: { email: x-mail }, session_ttl: 8h");
    tester.provider.expiresIn = 600;
  }

  @AfterEach
  void close() {
    tester.close();
  }

  private static int status(Surfer surfer) {
    return surfer.request("GET", "/").status();
  }

  @Test
  void getsNewTokensBeforeTheOldOnesExpire() {
    Surfer user = tester.user();
    String cookie = user.cookies().get(OidcTester.SESSION);
    tester.clock.addAndGet(569);
    assertThat(status(user)).isEqualTo(200);
    assertThat(tester.provider.refreshes()).isZero();
    tester.clock.addAndGet(1);
    tester.origin.clear();
    tester.provider.idToken = claims -> claims.put("email", "new@example.com");

    RawResponse page = user.request("GET", "/");

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.header("cache-control")).isEqualTo("no-store");
    assertThat(user.cookies().get(OidcTester.SESSION)).isNotEqualTo(cookie);
    assertThat(tester.provider.refreshes()).isEqualTo(1);
    String token = tester.provider.forms().get(1).get("refresh_token");
    var fields = tester.origin.takeRequest().headers();
    assertThat(fields.first("x-token"))
        .startsWith("access-")
        .isNotEqualTo(token.replace("refresh", "access"));
    assertThat(fields.first("x-mail")).isEqualTo("new@example.com");

    assertThat(status(user)).isEqualTo(200); // with what it has now
    assertThat(tester.provider.refreshes()).isEqualTo(1);
    tester.clock.addAndGet(580);
    assertThat(status(user)).isEqualTo(200); // by the token that came last
    assertThat(tester.provider.refreshes()).isEqualTo(2);
  }

  @Test
  void keepsWhatARefreshDoesNotSayAnew() {
    Surfer user = tester.user();
    tester.provider.answer = tokens -> tokens.remove("id_token");
    tester.clock.addAndGet(600);
    tester.origin.clear();
    assertThat(status(user)).isEqualTo(200);
    assertThat(tester.origin.takeRequest().headers().first("x-mail")).isEqualTo("ann@example.com");
  }

  @Test
  void doesNotMakeTheSessionLonger() {
    tester.provider.expiresIn = 7 * 3600;
    Surfer user = tester.user();
    tester.clock.addAndGet(7 * 3600);
    assertThat(status(user)).isEqualTo(200);
    tester.clock.addAndGet(3600);
    assertThat(status(user)).isEqualTo(401);
  }

  @Test
  void asksOnceForAllThatComeAtOnceAndSoonAfter() throws Exception {
    Surfer user = tester.user();
    tester.clock.addAndGet(590);
    CountDownLatch held = new CountDownLatch(1);
    tester.provider.held = held;
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<Integer>> all = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        Surfer tab = tester.surfer();
        tab.cookies().putAll(user.cookies());
        all.add(threads.submit(() -> status(tab)));
      }
      Await.until("the provider is asked", () -> tester.provider.refreshes() > 0);
      held.countDown();
      for (Future<Integer> one : all) {
        assertThat(one.get()).isEqualTo(200);
      }
    } finally {
      threads.shutdown();
    }
    Surfer late = tester.surfer();
    late.cookies().putAll(user.cookies()); // those of before
    assertThat(status(late)).isEqualTo(200);
    assertThat(tester.provider.refreshes()).isEqualTo(1);
    assertThat(status(late)).isEqualTo(200);
  }

  @Test
  void whomTheProviderHasLoggedOutLogsInAgain() {
    Surfer user = tester.user();
    tester.provider.failing = 400;
    tester.provider.error = "invalid_grant";
    tester.clock.addAndGet(580);
    assertThat(user.request("GET", "/").problem()).isEqualTo("credentials_missing");
    assertThat(user.visit("/page").status()).isEqualTo(302);
    assertThat(tester.provider.refreshes()).isEqualTo(1);
    tester.provider.failing = 0;
    assertThat(user.logIn(tester.provider, "/page").header("location"))
        .isEqualTo("https://app.test/page");
    assertThat(status(user)).isEqualTo(200);
  }

  @Test
  void standsUntilItsTokensExpireWhileTheProviderFails() {
    Surfer user = tester.user();
    tester.provider.failing = 500;
    tester.clock.addAndGet(580);
    assertThat(status(user)).isEqualTo(200);
    assertThat(status(user)).isEqualTo(200);
    assertThat(tester.provider.refreshes()).isEqualTo(1); // not once for each request
    tester.clock.addAndGet(49);
    assertThat(status(user)).isEqualTo(200);
    tester.clock.addAndGet(1); // expired, and the leeway is over
    RawResponse refused = user.request("GET", "/");
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.problem()).isEqualTo("provider_unavailable");
    assertThat(refused.header("retry-after")).isEqualTo("1");
  }

  @Test
  void nothingOfASessionThatCannotBeDecidedIsLeftWhereAnotherWayLetsIn() {
    try (var gateway =
        tester.start(
            "[ { name: any_of, config: { filters: [ { name: oidc, config: OIDC }, { name: jwt_auth, config: { require_exp: false, keys: [ {"
                + " algorithm: HS256, secret: \"a secret of thirty-two characters\" } ] } } ] } } ]")) {
      Surfer user = OidcTester.surfer(gateway);
      Await.until("the provider is known", () -> user.visit("/").status() != 503);
      user.logIn(tester.provider, "/");
      tester.provider.failing = 500;
      tester.clock.addAndGet(700);
      assertThat(status(user)).isEqualTo(503);
      RawResponse passed = user.request("GET", "/", "authorization: Bearer " + JWT + "\r\n");
      assertThat(passed.status()).as(passed.toString()).isEqualTo(200);
      assertThat(passed.headers().has("retry-after")).isFalse();
    }
  }

  @Test
  void anotherUsersTokenIsNotTaken() {
    Surfer user = tester.user();
    tester.provider.subject = "bob";
    tester.clock.addAndGet(600);
    RawResponse refused = user.request("GET", "/");
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.problem()).isEqualTo("login_mixed_up");
  }

  @Test
  void aClientThatLeavesMeanwhileHurtsNobody() {
    Surfer user = tester.user();
    tester.clock.addAndGet(590);
    CountDownLatch held = new CountDownLatch(1);
    tester.provider.held = held;
    tester
        .gateway()
        .connect()
        .send("GET / HTTP/1.1\r\nhost: app.test\r\n" + user.cookieLine() + "\r\n")
        .closeOutput();
    Await.until("the provider is asked", () -> tester.provider.refreshes() > 0);
    held.countDown();
    assertThat(status(user)).isEqualTo(200);
    assertThat(tester.provider.refreshes()).isEqualTo(1);
  }
}
