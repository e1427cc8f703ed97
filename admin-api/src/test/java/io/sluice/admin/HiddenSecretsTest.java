package io.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.admin.Client.Said;
import io.sluice.gateway.document.Resource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Writes of those who are not shown what they write back. */
class HiddenSecretsTest {
  private static final String CONFIG =
      """
      listeners: [ { id: http, bind: "127.0.0.1:0" } ]
      admin:
        tokens:
          - { name: ops, role: admin, token: admin-token }
          - { name: eyes, role: viewer, token: viewer-token }
      consul: { token: consul-secret, datacenter: x }
      default_filters: [ { name: login, config: { key: first-secret } }, { name: login, config: { key: second-secret } } ]
      routes:
        - id: users
          match: { path: { prefix: /users } }
          upstream: users
          filters: [ { name: login, config: { key: users-secret } } ]
        - { id: plain, match: { path: { prefix: /plain } }, upstream: users }
      upstreams: [ { id: users, targets: [ { address: "127.0.0.1:9001" } ] } ]
      """;

  private static final String[] ADMIN = {"authorization", "Bearer admin-token"};

  private final Api api = new Api();
  private final Client client = api.client;

  HiddenSecretsTest() {
    api.config().load(CONFIG);
  }

  @AfterEach
  void close() {
    api.close();
  }

  private String text(Resource resource) {
    return String.valueOf(api.config().now().document().text(resource));
  }

  private String document() {
    return api.config().now().document().json();
  }

  @ParameterizedTest
  @CsvSource({
    "/config,          application/json",
    "/config,          application/yaml",
    "/routes/users,    application/json",
    "/routes/users,    application/yaml",
  })
  void whatIsReadCanBeWrittenBack(String path, String type) throws Exception {
    String before = document();
    Said read = client.get(path, Client.with(ADMIN, "accept", type));
    assertThat(read.body()).contains("(hidden)").doesNotContain("-secret", "-token");
    Said said =
        client.send(
            "PUT",
            path,
            read.body(),
            Client.with(ADMIN, "content-type", type, "if-match", read.etag()));
    assertThat(said.status()).as(said.body()).isEqualTo(200);
    assertThat(said.etag()).isEqualTo(read.etag());
    assertThat(document()).isEqualTo(before);
    assertThat(api.revision()).isEqualTo(1);
  }

  @Test
  void anEditOfTheRestKeepsSecrets() throws Exception {
    String read = client.get("/config", ADMIN).body();
    String edited =
        read.replace("\"datacenter\":\"x\"", "\"datacenter\":\"y\"")
            .replace("\"id\":\"plain\"", "\"id\":\"plain\",\"priority\":4");
    assertThat(client.put("/config", edited, ADMIN).status()).isEqualTo(200);
    assertThat(api.revision()).isEqualTo(2);
    assertThat(document())
        .contains("\"priority\":4", "\"datacenter\":\"y\"", "consul-secret", "users-secret")
        .contains("first-secret", "admin-token")
        .doesNotContain("(hidden)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'admin':{'tokens':[{'name':'ops','role':'admin','token':'(hidden)'}]}}"
            + "| admin | {'tokens':[{'name':'ops','role':'admin','token':'admin-token'}]}",
        "{'admin':{'tokens':[{'name':'b','role':'viewer','token':'new'},{'name':'ops','role':'admin','token':'(hidden)'}]}}"
            + "| admin | {'tokens':[{'name':'b','role':'viewer','token':'new'},{'name':'ops','role':'admin','token':'admin-token'}]}",
        "{'consul':{'datacenter':'y'}} | consul | {'token':'consul-secret','datacenter':'y'}",
        "{'consul':{'token':'(hidden)'}} | consul | {'token':'consul-secret','datacenter':'x'}",
        "{'consul':{'token':'new'}}    | consul | {'token':'new','datacenter':'x'}",
        "{'consul':{'token':null}}     | consul | {'datacenter':'x'}",
        "[{'op':'replace','path':'/consul/token','value':'(hidden)'}]"
            + "| consul | {'token':'consul-secret','datacenter':'x'}",
        // a patch says which of two that look alike goes
        "[{'op':'remove','path':'/default_filters/0'}]"
            + "| default_filters | [{'name':'login','config':{'key':'second-secret'}}]",
        "[{'op':'move','from':'/default_filters/1','path':'/default_filters/0'}]"
            + "| default_filters | [{'name':'login','config':{'key':'second-secret'}},{'name':'login','config':{'key':'first-secret'}}]",
        "[{'op':'copy','from':'/default_filters/0','path':'/default_filters/2'}]"
            + "| default_filters | [{'name':'login','config':{'key':'first-secret'}},{'name':'login','config':{'key':'second-secret'}},{'name':'login','config':{'key':'first-secret'}}]",
        "[{'op':'test','path':'/consul','value':{'token':'(hidden)','datacenter':'x'}},{'op':'remove','path':'/consul/datacenter'}]"
            + "| consul | {'token':'consul-secret'}",
      })
  void aPatchKeepsWhatItDoesNotSay(String patch, String section, String after) throws Exception {
    Said said =
        patch.startsWith("[")
            ? client.patch("/config", patch, ADMIN)
            : client.merge("/config", patch, ADMIN);
    assertThat(said.status()).as(said.body()).isEqualTo(200);
    assertThat(text(Resource.section(section))).isEqualTo(after.replace('\'', '"'));
  }

  @Test
  void aRouteIsCopiedAndRenamedWithItsSecrets() throws Exception {
    String patch =
        "[{'op':'copy','from':'/routes/0','path':'/routes/-'},"
            + "{'op':'replace','path':'/routes/2/id','value':'users2'},"
            + "{'op':'replace','path':'/routes/2/match/path/prefix','value':'/users2'},"
            + "{'op':'replace','path':'/routes/0/id','value':'people'}]";
    Said said = client.patch("/config", patch, ADMIN);
    assertThat(said.status()).as(said.body()).isEqualTo(200);
    assertThat(said.body()).doesNotContain("users-secret", "(hidden:");
    assertThat(text(Resource.route("people"))).contains("\"key\":\"users-secret\"");
    assertThat(text(Resource.route("users2"))).contains("\"key\":\"users-secret\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[{'op':'copy','from':'/consul/token','path':'/consul/datacenter'}] | /0",
        "[{'op':'add','path':'/routes/1/labels','value':{}},{'op':'copy','from':'/consul/token','path':'/routes/1/labels/a'}] | /1",
        "[{'op':'move','from':'/admin/tokens/0/token','path':'/admin/tokens/0/name'}] | /0",
        "[{'op':'copy','from':'/consul/token','path':'/routes/1/id'}] | /0",
        "[{'op':'copy','from':'/routes/0/filters/0/config','path':'/routes/0/labels'}] | /0",
      })
  void noPatchTakesASecretToWhereItShows(String patch, String pointer) throws Exception {
    for (String path : new String[] {"/config", "/config?dry_run=true"}) {
      Said said = client.patch(path, patch, ADMIN);
      assertThat(said.status()).isEqualTo(422);
      assertThat(said.json().at("/errors/0/pointer").asString()).isEqualTo(pointer);
      assertThat(said.json().at("/errors/0/message").asString())
          .isEqualTo("a secret (expected: at a place where it is hidden)");
      assertThat(said.body()).doesNotContain("-secret", "-token\"", "(hidden:");
    }
    assertThat(api.revision()).isEqualTo(1);
  }

  /** Nothing is there to keep, or it cannot be told which of two is meant. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "PUT   | /routes/new    | {'upstream':'users','filters':[{'name':'login','config':{'key':'(hidden)'}}]} | /filters/0/config/key",
        "PUT   | /routes/plain  | {'upstream':'users','filters':[{'name':'login','config':{'key':'(hidden)'}}]} | /filters/0/config/key",
        "PATCH | /config        | {'admin':{'tokens':[{'name':'other','token':'(hidden)'}]}} | /admin/tokens/0/token",
        "PATCH | /config        | {'default_filters':[{'name':'login','config':{'key':'(hidden)'}}]} | /default_filters/0/config/key",
        "PATCH | /routes/users  | {'filters':[{'name':'rate','config':{'key':'(hidden)','x':'(hidden)'}}]} | /filters/0/config/x",
      })
  void elseTheSecretMustBeSaid(String method, String path, String body, String pointer)
      throws Exception {
    Said said =
        method.equals("PUT") ? client.put(path, body, ADMIN) : client.merge(path, body, ADMIN);
    assertThat(said.status()).isEqualTo(422);
    assertThat(said.json().at("/errors/0/pointer").asString()).isEqualTo(pointer);
    assertThat(said.json().at("/errors/0/message").asString())
        .startsWith("(hidden) where no secret is known to be meant (expected: the secret itself;");
    assertThat(api.revision()).isEqualTo(1);
  }

  @Test
  void aTestSeesWhatIsShown() throws Exception {
    for (String guess : new String[] {"consul-secret", "wrong"}) {
      String patch = "[{'op':'test','path':'/consul/token','value':'" + guess + "'}]";
      assertThat(client.patch("/config", patch, ADMIN).status()).isEqualTo(422);
    }
  }

  /** Who may write sees that a secret is another, and writes over no other's. */
  @Test
  void aTagChangesWithASecret() throws Exception {
    String old = client.get("/routes/users", ADMIN).etag();
    String shown = client.get("/routes/users", ADMIN).body();
    Said rotated = client.put("/routes/users", shown.replace("(hidden)", "users-secret-2"), ADMIN);
    assertThat(rotated.status()).isEqualTo(200);
    assertThat(rotated.body()).isEqualTo(shown);
    assertThat(rotated.etag()).isNotEqualTo(old);
    assertThat(client.get("/routes/users", ADMIN).etag()).isEqualTo(rotated.etag());
    String[] match = Client.with(ADMIN, "if-match", old);
    assertThat(client.put("/routes/users", shown, match).status()).isEqualTo(412);
    assertThat(text(Resource.route("users"))).contains("users-secret-2");
    assertThat(
            client
                .put("/routes/users", shown.replace("(hidden)", "users-secret-2"), ADMIN)
                .header("config-revision"))
        .as("the same once more")
        .isEqualTo("2");
  }

  @Test
  void aRollbackBringsSecretsBack() throws Exception {
    client.merge("/config", "{'consul':{'token':'other'}}", ADMIN);
    Said said = client.post("/config/rollback", "{'revision':1}", ADMIN);
    assertThat(said.status()).isEqualTo(200);
    assertThat(said.body()).doesNotContain("consul-secret");
    assertThat(text(Resource.section("consul"))).contains("consul-secret");
  }
}
