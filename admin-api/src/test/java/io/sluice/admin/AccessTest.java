package io.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.admin.Client.Said;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may do what, and that nobody sees secrets. */
class AccessTest {
  private static final String SECRET = "s3cr3t-of-the-login";
  private static final String CONFIG =
      """
      listeners: [ { id: http, bind: "127.0.0.1:0" } ]
      admin:
        tokens:
          - { name: ops, role: admin, token: admin-token }
          - { name: eyes, role: viewer, token: viewer-token }
      consul: { token: consul-secret, datacenter: x }
      routes:
        - id: users
          labels: { level: "${LEVEL}" }
          match: { path: { prefix: /users } }
          upstream: users
          filters: [ { name: login, config: { key: s3cr3t-of-the-login } } ]
        - { id: plain, match: { path: { prefix: /plain } }, upstream: users }
      upstreams: [ { id: users, targets: [ { address: "127.0.0.1:9001" } ] } ]
      """;

  private static final String[] ADMIN = {"authorization", "Bearer admin-token"};
  private static final String[] VIEWER = {"authorization", "Bearer viewer-token"};

  private final Api api = new Api();
  private final Client client = api.client;

  AccessTest() {
    api.config().load(CONFIG);
  }

  @AfterEach
  void close() {
    api.close();
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "-,                       401, token_missing",
        "Bearer admin-token,      200, -",
        "bearer   admin-token,    200, -",
        "Bearer viewer-token,     200, -",
        "Bearer admin-toke,       401, token_wrong",
        "Bearer admin-tokenn,     401, token_wrong",
        "Bearer ADMIN-TOKEN,      401, token_wrong",
        "Bearer,                  401, token_wrong",
        "Basic admin-token,       401, token_wrong",
        "admin-token,             401, token_wrong",
        "'Bearer admin-token,x',  401, token_wrong",
      })
  void aTokenIsAskedFor(String authorization, int status, String reason) throws Exception {
    Said said =
        authorization == null
            ? client.get("/config")
            : client.get("/config", "authorization", authorization);
    assertThat(said.status()).isEqualTo(status);
    if (status == 401) {
      assertThat(said.reason()).isEqualTo(reason);
      assertThat(said.header("www-authenticate")).startsWith("Bearer realm=");
    }
  }

  @Test
  void ofTwoTokensInOneRequestNeitherCounts() throws Exception {
    assertThat(
            client.get("/config", "authorization", ADMIN[1], "authorization", VIEWER[1]).status())
        .isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/nothing", "/routes", "/status", "/openapi.json", "/config/confirm"})
  void nothingIsToldWithoutOne(String path) throws Exception {
    assertThat(client.get(path).status()).isEqualTo(401);
  }

  @Test
  void drainingNeedsOneToo() throws Exception {
    assertThat(client.post("/drain", null).status()).isEqualTo(401);
    assertThat(client.post("/drain", null, VIEWER).status()).isEqualTo(403);
    assertThat(api.gateway.ready()).isTrue();
    assertThat(client.post("/drain", null, ADMIN).status()).isEqualTo(202);
    assertThat(api.gateway.ready()).isFalse();
  }

  /** Tokens come and go with the config, at once. */
  @Test
  void aTokenThatIsGoneLetsNobodyIn() throws Exception {
    Said said = client.patch("/config", "[{'op':'remove','path':'/admin/tokens/1'}]", ADMIN);
    assertThat(said.status()).isEqualTo(200);
    assertThat(client.get("/config", VIEWER).status()).isEqualTo(401);
    assertThat(api.config().author).isNotNull();
    assertThat(client.get("/config/revisions/2", ADMIN).json().path("who").asString())
        .isEqualTo("ops");
  }

  @Test
  void aViewerWritesNothing() throws Exception {
    String route = "{'upstream':'users'}";
    List<Said> all =
        List.of(
            client.put("/routes/plain", route, VIEWER),
            client.merge("/routes/plain", "{'priority':1}", VIEWER),
            client.patch("/config", "[{'op':'remove','path':'/admin'}]", VIEWER),
            client.put("/config?dry_run=false", client.get("/config", ADMIN).body(), VIEWER),
            client.delete("/routes/plain", VIEWER),
            client.post("/config/confirm", null, VIEWER),
            client.post("/config/rollback", "{'revision':1}", VIEWER),
            client.send(
                "PUT",
                "/upstreams/users/endpoints/127.0.0.1:9001/state",
                "{'state':'down'}",
                Client.with(Client.JSON, VIEWER)));
    assertThat(all).allSatisfy(said -> assertThat(said.status()).isEqualTo(403));
    assertThat(all).allSatisfy(said -> assertThat(said.reason()).isEqualTo("role_forbids"));
    assertThat(api.revision()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dry_run=TRUE",
        "dry_run=1",
        "dry_run",
        "dry_run=",
        "dry_run=true&dry_run=false",
        "dry_run=false&dry_run=true",
        "Dry_Run=true",
        "dry_run=true;dry_run=false",
      })
  void aViewerDoesNotGetThroughWithAQueryThatIsReadInTwoWays(String query) throws Exception {
    Said said = client.merge("/routes/plain?" + query, "{'priority':1}", VIEWER);
    assertThat(said.status()).isIn(400, 403);
    assertThat(api.revision()).isEqualTo(1);
  }

  /** The head of a request may come long before the last of its body. */
  @Test
  void aTokenThatIsTakenAwayWhileABodyComesWritesNothing() throws Exception {
    String body = "{\"priority\":1}";
    try (Wire wire = new Wire(api.address())) {
      wire.send(
          "PATCH /admin/v1/routes/plain HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
              + "Authorization: Bearer admin-token\r\nContent-Length: "
              + body.length()
              + "\r\nContent-Type: application/merge-patch+json\r\n\r\n"
              + body.substring(0, 5));
      client.get("/status", ADMIN); // so that the head has been read
      api.config().load(CONFIG.replace("name: ops,", "name: others,"));
      wire.send(body.substring(5));
      assertThat(wire.readAll()).startsWith("HTTP/1.1 401 ").contains("token_wrong");
    }
    assertThat(client.get("/routes/plain", ADMIN).body()).doesNotContain("priority");
  }

  @Test
  void aViewerTriesAndAsks() throws Exception {
    assertThat(client.merge("/routes/plain?dry_run=true", "{'priority':1}", VIEWER).status())
        .isEqualTo(200);
    assertThat(client.post("/routes/match", "{'path':'/users'}", VIEWER).status()).isEqualTo(200);
    assertThat(client.delete("/routes/plain?dry_run=true", VIEWER).status()).isEqualTo(200);
    Said trial = client.post("/config/validate", client.get("/config", VIEWER).body(), VIEWER);
    assertThat(trial.json().path("valid").asBoolean()).isTrue();
    assertThat(trial.json().path("diff").isEmpty()).as("what they see is what is").isTrue();
    assertThat(api.revision()).isEqualTo(1);
  }

  @Test
  void nobodySeesASecretAnywhere() throws Exception {
    client.merge(
        "/routes/users", "{'filters':[{'name':'login','config':{'key':'s3cr3t-2'}}]}", ADMIN);
    for (String path :
        List.of(
            "/config",
            "/routes",
            "/routes/users",
            "/upstreams",
            "/config/revisions",
            "/config/revisions/1",
            "/config/revisions/1?document=true",
            "/config/revisions/1/diff",
            "/config/revisions/2/diff?to=1",
            "/status",
            "/routes?q=s3cr3t")) {
      for (String accept : List.of("application/json", "application/yaml")) {
        for (String[] who : List.of(VIEWER, ADMIN)) {
          String seen = client.get(path, Client.with(who, "accept", accept)).body();
          assertThat(seen)
              .as(path)
              .doesNotContain("s3cr3t", "consul-secret", "admin-token", "viewer-token");
        }
      }
    }
    for (String[] who : List.of(VIEWER, ADMIN)) {
      assertThat(client.get("/config", who).body()).contains("\"token\":\"(hidden)\"");
    }
  }

  /** That it has changed is in the summary; what it was and is stays hidden. */
  @Test
  void aViewerSeesWhereASecretHasChanged() throws Exception {
    client.merge("/config", "{'consul':{'token':'other'}}", ADMIN);
    client.merge(
        "/routes/users",
        "{'priority':3,'filters':[{'name':'login','config':{'key':'new'}}]}",
        ADMIN);
    assertThat(client.get("/config/revisions/1/diff?to=2", VIEWER).json().path("diff").toString())
        .isEqualTo("[{\"op\":\"replace\",\"path\":\"/consul/token\",\"value\":\"(hidden)\"}]");
    assertThat(client.get("/config/revisions/2/diff?to=3", VIEWER).json().path("diff").toString())
        .isEqualTo(
            "[{\"op\":\"add\",\"path\":\"/routes/0/priority\",\"value\":3},"
                + "{\"op\":\"replace\",\"path\":\"/routes/0/filters/0/config/key\","
                + "\"value\":\"(hidden)\"}]");
    Said same = client.get("/config/revisions/3/diff?to=3", VIEWER);
    assertThat(same.json().path("diff").isEmpty()).isTrue();
  }

  /** It would tell whether a secret is the one that stood at another place. */
  @Test
  void aViewerIsNotToldWhichSecretIsWhich() throws Exception {
    client.patch("/config", "[{'op':'remove','path':'/admin/tokens/1'}]", ADMIN);
    client.patch(
        "/config",
        "[{'op':'add','path':'/admin/tokens/0','value':{'name':'v','role':'viewer','token':'viewer-token'}}]",
        ADMIN);
    String diff = client.get("/config/revisions/2/diff?to=3", VIEWER).body();
    assertThat(diff).contains("\"op\":\"add\"").doesNotContain("\"op\":\"replace\"");
  }

  /** Ways to have the gateway say a secret at a place that is shown. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[{'op':'copy','from':'/consul/token','path':'/routes/1/labels'}]",
        "[{'op':'add','path':'/routes/1/labels','value':{}},{'op':'copy','from':'/consul/token','path':'/routes/1/labels/a'}]",
        "[{'op':'move','from':'/admin/tokens/0/token','path':'/admin/tokens/0/name'}]",
        "[{'op':'copy','from':'/routes/0','path':'/routes/-'}]",
        "[{'op':'replace','path':'/routes/0/filters/0/name','value':'rate'}]",
        "[{'op':'replace','path':'/routes/0/filters/0/name','value':'nothing'}]",
        "[{'op':'move','from':'/routes/0/filters/0/config','path':'/routes/0/labels'}]",
        "[{'op':'move','from':'/routes/0','path':'/routes/1'}]",
        "[{'op':'move','from':'/consul','path':'/redis'}]",
        "[{'op':'remove','path':'/consul/token'}]",
      })
  void aViewersPatchMovesNoSecretWhereItShows(String patch) throws Exception {
    Said said = client.patch("/config?dry_run=true", patch, VIEWER);
    assertThat(said.body()).doesNotContain(SECRET, "consul-secret", "admin-token");
  }

  @Test
  void aViewerCannotGuessASecretByTestingForIt() throws Exception {
    for (String guess : List.of("consul-secret", "wrong")) {
      assertThat(
              client
                  .patch(
                      "/config?dry_run=true",
                      "[{'op':'test','path':'/consul/token','value':'" + guess + "'}]",
                      VIEWER)
                  .status())
          .isEqualTo(422);
    }
  }

  @Test
  void aViewerCannotGuessASecretByItsTag() throws Exception {
    String tag = client.get("/routes/users", VIEWER).etag();
    client.merge("/routes/users", "{'filters':[{'name':'login','config':{'key':'new'}}]}", ADMIN);
    assertThat(client.get("/routes/users", VIEWER).etag()).isEqualTo(tag);
    assertThat(client.get("/routes/users", ADMIN).etag()).isNotEqualTo(tag);
    String[] match = Client.with(VIEWER, "if-match", tag);
    assertThat(client.merge("/routes/users?dry_run=true", "{'priority':9}", match).status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {SECRET, "wrong"})
  void aViewerCannotGuessASecretByTryingIt(String guess) throws Exception {
    String filters = "{'filters':[{'name':'login','config':{'key':'" + guess + "'}}]}";
    Said said = client.merge("/routes/users?dry_run=true", filters, VIEWER);
    assertThat(said.status()).isEqualTo(403);
    assertThat(said.body()).contains("A viewer may not try secrets (expected: (hidden)).");
  }

  /** An error would say what the environment has filled in. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/routes/plain | {'priority':'${PASSWORD}'}         | 403",
        "/routes/plain | {'priority':'x${PASSWORD:}'}       | 403",
        "/config       | {'consul':{'address':'${PASSWORD}'}} | 403",
        "/routes/users | {'priority':1}                     | 200",
        "/routes/users | {'labels':{'other':'${LEVEL}'}}    | 200",
      })
  void aViewerTriesNoVariablesOfTheEnvironment(String path, String patch, int status)
      throws Exception {
    Said said = client.merge(path + "?dry_run=true", patch, VIEWER);
    assertThat(said.status()).isEqualTo(status);
    assertThat(said.body()).doesNotContain("pw");
  }

  @Test
  void guessesAreFewAndSeen() throws Exception {
    for (int i = 0; i < Attempts.AT_ONCE; i++) {
      assertThat(client.get("/config", "authorization", "Bearer guess" + i).status())
          .isEqualTo(401);
    }
    Said said = client.get("/config", "authorization", "Bearer guess");
    assertThat(said.status()).isEqualTo(429);
    assertThat(said.header("retry-after")).isEqualTo("1");
    assertThat(client.get("/config").status()).as("without a token").isEqualTo(401);
  }

  @Test
  void metricsAndHealthStayOpen() throws Exception {
    assertThat(
            Plain.get(api.address(), "/metrics").statusCode()
                + Plain.get(api.address(), "/health/live").statusCode())
        .isEqualTo(400);
  }

  /** A browser sends these wherever a page wants it, and tells whose page it is. */
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "http://evil.example,    -,           403",
        "null,                   -,           403",
        "http://127.0.0.1,       -,           403",
        "-,                      cross-site,  403",
        "-,                      same-site,   403",
        "OWN,                    same-origin, 202",
        "-,                      none,        202",
        "-,                      -,           202",
      })
  void withoutTokensAPageOfAnotherSiteIsKeptOut(String origin, String site, int status)
      throws Exception {
    api.config().load(FakeConfig.MINIMAL);
    String[] headers = Client.NONE;
    if (origin != null) {
      String own = "http://127.0.0.1:" + api.address().getPort();
      headers = Client.with(headers, "origin", origin.replace("OWN", own));
    }
    if (site != null) {
      headers = Client.with(headers, "sec-fetch-site", site);
    }
    assertThat(client.post("/drain", null, headers).status()).isEqualTo(status);
    assertThat(api.gateway.ready()).isEqualTo(status == 403);
  }
}
