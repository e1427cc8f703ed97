package io.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.admin.Client.Said;
import io.sluice.gateway.api.HotKey;
import io.sluice.gateway.api.Purge;
import io.sluice.gateway.api.WarmAddress;
import io.sluice.gateway.api.WarmUp;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What operators read of the cache, and have it do. */
class CacheTest {
  private static final String TOKENS =
      FakeConfig.MINIMAL
          + "admin: { tokens: [ { name: ops, role: admin, token: a-token },"
          + " { name: eyes, token: v-token } ] }\n";
  private static final String[] ADMIN = {"authorization", "Bearer a-token"};
  private static final String[] VIEWER = {"authorization", "Bearer v-token"};

  private final Api api = new Api();
  private final Client client = api.client;
  private final FakeCache cache = new FakeCache();

  CacheTest() {
    api.gateway.cache = cache;
  }

  @AfterEach
  void close() {
    api.close();
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  // ---- figures

  @Test
  void tellsWhatIsStored() throws Exception {
    cache.hot = List.of(new HotKey("http://a.example/x?page=2", "users", 0.25));
    Said said = client.get("/cache");
    assertThat(said.status()).isEqualTo(200);
    assertThat(said.body())
        .isEqualTo(
            """
            {"entries":2,"bytes":4096,"max_bytes":1099511627776,\
            "hot":[{"url":"http://a.example/x?page=2","route":"users","share":0.25}]}
            """);
  }

  @Test
  void leavesOutOfHotAddressesWhatMayBeSecret() throws Exception {
    cache.hot =
        List.of(
            new HotKey("http://a.example/x?token=t0p&page=2&opens=s3cret", "users", 0.5),
            new HotKey("/token=shown", "users", 0.25));
    assertThat(client.get("/cache").json().path("hot").findValuesAsString("url"))
        .containsExactly("http://a.example/x?&page=2&", "/token=shown");
  }

  // ---- purges

  @ParameterizedTest
  @CsvSource({
    "KEY,    http://a.example:8080/x?a=1&b=%20c",
    "KEY,    https://a.example/",
    "KEY,    a.example/x",
    "KEY,    a.example:8080/x?",
    "KEY,    /x?next=http://b.example/",
    "KEY,    http://[::1]:8080/x",
    "KEY,    [::1]/x",
    "KEY,    bücher.example/ä",
    "PREFIX, a.example/x/",
    "PREFIX, /",
    "TAG,    news:2026-01/a+b",
    "TAG,    'breaking news, local'",
    "ROUTE,  users",
  })
  void handsOnWhatIsToGo(Purge.By by, String value) throws Exception {
    Said said = client.delete("/cache?" + PurgeQuery.name(by) + "=" + encoded(value));
    assertThat(said.status()).as(said.body()).isEqualTo(200);
    assertThat(said.body()).isEqualTo("{\"purged\":3}\n");
    assertThat(said.header("config-revision")).isEqualTo("1");
    assertThat(cache.purges).containsExactly(new Purge(by, value, false));
    assertThat(api.revision()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"true, true", "false, false"})
  void aPurgeMayBeSoft(String said, boolean soft) throws Exception {
    assertThat(client.delete("/cache?soft=" + said + "&tag=news").status()).isEqualTo(200);
    assertThat(cache.purges).containsExactly(new Purge(Purge.By.TAG, "news", soft));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "                      | bad_parameter     | 0 of key, prefix, tag and route are given (expected: exactly one).",
        "?soft=true            | bad_parameter     | 0 of key, prefix, tag and route are given (expected: exactly one).",
        "?tag=a&route=users    | bad_parameter     | 2 of key, prefix, tag and route are given (expected: exactly one).",
        "?tag=a&tag=b          | bad_parameter     | Query parameter tag: given twice (expected: once).",
        "?tag=a&soft=yes       | bad_parameter     | Query parameter soft: yes (expected: true or false).",
        "?tag=a&soft           | bad_parameter     | Query parameter soft:  (expected: true or false).",
        "?tag=                 | bad_parameter     | Query parameter tag:  (expected: a tag as the origin gives it).",
        "?tag=+a               | bad_parameter     | Query parameter tag:  a (expected: a tag as the origin gives it).",
        "?route=               | bad_parameter     | Query parameter route:  (expected: the id of a route).",
        "?key=                 | bad_parameter     | Query parameter key:  (expected: an address such as http://host/path, host/path or /path).",
        "?key=a.example        | bad_parameter     | Query parameter key: a.example (expected: an address such as http://host/path, host/path or /path).",
        "?key=http:///x        | bad_parameter     | Query parameter key: http:///x (expected: an address such as http://host/path, host/path or /path).",
        "?key=ftp://h/x        | bad_parameter     | Query parameter key: ftp://h/x (expected: an address such as http://host/path, host/path or /path).",
        "?key=/x%23part        | bad_parameter     | Query parameter key: /x#part (expected: an address such as http://host/path, host/path or /path).",
        "?prefix=?a            | bad_parameter     | Query parameter prefix: ?a (expected: an address such as http://host/path, host/path or /path).",
        "?tag=a&dry_run=true   | unknown_parameter | Query parameter 'dry_run' (expected: key, prefix, route, soft, tag).",
        "?Tag=a                | unknown_parameter | Query parameter 'Tag' (expected: key, prefix, route, soft, tag).",
      })
  void aQueryThatNamesNotOneThingIsRefused(@Nullable String query, String reason, String detail)
      throws Exception {
    Said said = client.delete("/cache" + (query == null ? "" : query));
    assertThat(said.status()).as(said.body()).isEqualTo(400);
    assertThat(said.reason()).isEqualTo(reason);
    assertThat(said.json().path("detail").asString()).isEqualTo(detail);
    assertThat(cache.purges).isEmpty();
  }

  /** It would begin a line of its own in the audit log. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "tag=a%0Aoutcome%3Ddone",
        "key=/a%0D%0Ab",
        "prefix=/%00",
        "tag=%7F",
        "tag=a%E2%80%A8b"
      })
  void controlCharactersAreRefused(String query) throws Exception {
    assertThat(client.delete("/cache?" + query).status()).isEqualTo(400);
    assertThat(cache.purges).isEmpty();
  }

  @Test
  void aRouteThatIsNotThereIsNamed() throws Exception {
    Said said = client.delete("/cache?route=user");
    assertThat(said.status()).isEqualTo(404);
    assertThat(said.reason()).isEqualTo("no_such_route");
    assertThat(said.body()).contains("There is no route 'user'.");
    assertThat(cache.purges).isEmpty();
  }

  @Test
  void whatCannotBePurgedEverywhereIsAProblem() throws Exception {
    cache.answer =
        what -> CompletableFuture.failedFuture(new IllegalStateException("redis: a secret"));
    Said said = client.delete("/cache?tag=news");
    assertThat(said.status()).isEqualTo(503);
    assertThat(said.reason()).isEqualTo("purge_failed");
    assertThat(said.header("retry-after")).isEqualTo("1");
    assertThat(said.body()).doesNotContain("secret");
    cache.answer = what -> CompletableFuture.completedFuture(0L);
    assertThat(client.delete("/cache?tag=news").body()).isEqualTo("{\"purged\":0}\n");
  }

  @Test
  void aPurgeThatDoesNotEndKeepsNobodyWaiting() throws Exception {
    CompletableFuture<Long> purge = new CompletableFuture<>();
    CompletableFuture<Void> asked = new CompletableFuture<>();
    cache.answer =
        what -> {
          asked.complete(null);
          return purge;
        };
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<Said> answer = thread.submit(() -> client.delete("/cache?tag=news"));
      asked.join();
      assertThat(client.get("/cache").status()).isEqualTo(200);
      assertThat(client.get("/status").status()).isEqualTo(200);
      assertThat(answer.isDone()).isFalse();
      purge.complete(7L);
      assertThat(answer.get().body()).isEqualTo("{\"purged\":7}\n");
    } finally {
      thread.shutdownNow();
    }
  }

  @Test
  void itIsWaitedForOnlySoLong() throws Exception {
    AdminLimits most = AdminLimits.DEFAULTS;
    AdminLimits limits =
        new AdminLimits(
            most.connections(),
            most.requestLineBytes(),
            most.headerBytes(),
            most.firstRequest(),
            most.nextRequest(),
            most.body(),
            most.write(),
            most.linger(),
            most.pendingScrapes(),
            most.pendingCalls(),
            most.pendingReads(),
            most.pendingWrites(),
            Duration.ofMillis(10));
    cache.answer = what -> new CompletableFuture<>();
    try (Api impatient = new Api(limits)) {
      impatient.gateway.cache = cache;
      assertThat(impatient.client.delete("/cache?tag=news").reason()).isEqualTo("purge_failed");
      cache.answer = what -> CompletableFuture.completedFuture(1L);
      assertThat(impatient.client.delete("/cache?tag=news").status()).isEqualTo(200);
    }
  }

  // ---- warm-ups

  @Test
  void aWarmUpBeginsAndTellsHowFarItIs() throws Exception {
    assertThat(client.get("/cache/warm").reason()).isEqualTo("no_warm_up");
    Said said =
        client.post(
            "/cache/warm", "{'urls':['http://a.example/x?y=1','/x','https://[::1]:8443/%C3%A4']}");
    assertThat(said.status()).as(said.body()).isEqualTo(202);
    assertThat(said.body()).isEqualTo("{\"total\":3}\n");
    assertThat(cache.urls)
        .containsExactly("http://a.example/x?y=1", "/x", "https://[::1]:8443/%C3%A4");
    cache.warmUp = new WarmUp(3, 2, 1, 1, true);
    assertThat(client.get("/cache/warm").body())
        .isEqualTo("{\"total\":3,\"done\":2,\"stored\":1,\"failed\":1,\"running\":true}\n");
    assertThat(api.revision()).isEqualTo(1);
  }

  @Test
  void thereIsOneAtATime() throws Exception {
    client.post("/cache/warm", "{'urls':['/first']}");
    Said said = client.post("/cache/warm", "{'urls':['/second']}");
    assertThat(said.status()).isEqualTo(409);
    assertThat(said.reason()).isEqualTo("warm_up_running");
    assertThat(cache.urls).containsExactly("/first");
    cache.warmUp = new WarmUp(1, 1, 1, 0, false);
    assertThat(client.post("/cache/warm", "{'urls':['/second']}").status()).isEqualTo(202);
    assertThat(cache.urls).containsExactly("/second");
  }

  @Test
  void allThatIsWrongWithAListIsSaidAtOnce() throws Exception {
    Said said =
        client.post(
            "/cache/warm",
            """
            {"urls": ["/good", 7, "", "a.example/x", "ftp://a.example/x", "http://a.example", "/a b",
              "http://user:pw@a.example/", "/x#part", null, ["/x"]], "a/b": 1}
            """);
    assertThat(said.status()).isEqualTo(422);
    assertThat(said.reason()).isEqualTo("invalid_body");
    assertThat(said.json().path("errors").findValuesAsString("pointer"))
        .containsExactly(
            "/urls/1",
            "/urls/2",
            "/urls/3",
            "/urls/4",
            "/urls/5",
            "/urls/6",
            "/urls/7",
            "/urls/8",
            "/urls/9",
            "/urls/10",
            "/a~1b");
    assertThat(said.json().at("/errors/2/message").asString())
        .isEqualTo("\"a.example/x\" (expected: an address such as http://host/path or /path)");
    assertThat(said.json().at("/errors/10/message").asString())
        .isEqualTo("unknown key (expected: urls)");
    assertThat(cache.urls).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}              | missing",
        "{'urls':[]}     | 0 items",
        "{'urls':'/x'}   | \"/x\"",
        "{'urls':null}   | null",
        "{'urls':{}}     | {}",
      })
  void aListIsExpected(String body, String shown) throws Exception {
    Said said = client.post("/cache/warm", body);
    assertThat(said.status()).isEqualTo(422);
    assertThat(said.json().at("/errors/0/pointer").asString()).isEqualTo("/urls");
    assertThat(said.json().at("/errors/0/message").asString())
        .isEqualTo(shown + " (expected: 1 to 10000 addresses)");
    assertThat(cache.urls).isEmpty();
  }

  @Test
  void aListIsBounded() throws Exception {
    Said most = client.post("/cache/warm", list(WarmAddress.MOST, "/" + "x".repeat(150)));
    assertThat(most.body()).isEqualTo("{\"total\":10000}\n");
    cache.warmUp = null;
    Said more = client.post("/cache/warm", list(WarmAddress.MOST + 1, "/x"));
    assertThat(more.status()).isEqualTo(422);
    assertThat(more.json().at("/errors/0/message").asString()).startsWith("10001 items (");
    assertThat(client.post("/cache/warm", list(1, "/" + "x".repeat(8191))).status()).isEqualTo(202);
    cache.warmUp = null;
    assertThat(client.post("/cache/warm", list(1, "/" + "x".repeat(8192))).status()).isEqualTo(422);
    Said wrong = client.post("/cache/warm", list(WarmAddress.MOST, ""));
    assertThat(wrong.json().path("errors").size()).isEqualTo(100);
    assertThat(cache.warmUp).isNull();
  }

  private static String list(int count, String url) {
    return "{\"urls\":[\"" + String.join("\",\"", Collections.nCopies(count, url)) + "\"]}";
  }

  // ---- all of it

  @Test
  void withoutACacheThereIsNothing() throws Exception {
    api.gateway.cache = null;
    List<Said> all = new ArrayList<>();
    all.add(client.get("/cache"));
    all.add(client.delete("/cache?tag=news"));
    all.add(client.delete("/cache?route=nobody"));
    all.add(client.get("/cache/warm"));
    all.add(client.post("/cache/warm", "{'urls':['/x']}"));
    assertThat(all).allSatisfy(said -> assertThat(said.status()).isEqualTo(404));
    assertThat(all).allSatisfy(said -> assertThat(said.reason()).isEqualTo("no_cache"));
    assertThat(all.get(0).header("content-type")).isEqualTo("application/problem+json");
  }

  @Test
  void aViewerReadsAndChangesNothing() throws Exception {
    api.config().load(TOKENS);
    cache.warmUp = new WarmUp(1, 1, 1, 0, false);
    assertThat(client.get("/cache", VIEWER).status()).isEqualTo(200);
    assertThat(client.get("/cache/warm", VIEWER).status()).isEqualTo(200);
    List<Said> writes =
        List.of(
            client.delete("/cache?tag=news", VIEWER),
            client.delete("/cache", VIEWER),
            client.post("/cache/warm", "{'urls':['/x']}", VIEWER));
    assertThat(writes).allSatisfy(said -> assertThat(said.status()).isEqualTo(403));
    assertThat(writes).allSatisfy(said -> assertThat(said.reason()).isEqualTo("role_forbids"));
    assertThat(cache.purges).isEmpty();
    assertThat(cache.urls).isEmpty();
    assertThat(client.delete("/cache?tag=news", ADMIN).status()).isEqualTo(200);
    assertThat(client.post("/cache/warm", "{'urls':['/x']}", ADMIN).status()).isEqualTo(202);
    assertThat(client.get("/cache").status()).isEqualTo(401);
  }

  /** There is no revision that they would change. */
  @Test
  void preconditionsDoNotApply() throws Exception {
    api.config().load(FakeConfig.MINIMAL + "admin: { require_if_match: true }\n");
    assertThat(client.delete("/cache?tag=news").status()).isEqualTo(200);
    assertThat(client.delete("/cache?tag=news", "if-match", "\"other\"").status()).isEqualTo(200);
    assertThat(client.delete("/cache?tag=news", "if-none-match", "*").status()).isEqualTo(200);
    assertThat(client.post("/cache/warm", "{'urls':['/x']}").status()).isEqualTo(202);
  }
}
