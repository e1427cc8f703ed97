package io.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.admin.Client.Said;
import io.sluice.gateway.config.ConfigWarning;
import io.sluice.gateway.service.GatewayControl;
import io.sluice.gateway.service.Preflight;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The document as a whole, patches of it, and what a write would do. */
class WholeConfigTest {
  private static final String ITEM =
      "{'id':'new','redirect':{'location':'/','status':302},'match':{'path':{'exact':'/n'}}}";

  private final Api api = new Api();
  private final Client client = api.client;

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void isReadAndReplaced() throws Exception {
    Said read = client.get("/config");
    assertThat(read.etag()).isEqualTo("\"1-00000000000000a1\"");
    assertThat(read.header("config-revision")).isEqualTo("1");
    Said same = client.put("/config", read.body());
    assertThat(same.etag()).as("the same content").isEqualTo(read.etag());

    String other = read.body().replace("/users", "/people");
    Said put = client.put("/config", other, "if-match", read.etag());
    assertThat(put.status()).isEqualTo(200);
    assertThat(put.body()).isEqualTo(other);
    assertThat(put.etag()).startsWith("\"2-");
    assertThat(client.put("/config", read.body(), "if-match", read.etag()).status()).isEqualTo(412);
  }

  @Test
  void isYamlForWhoWantsIt() throws Exception {
    Said yaml = client.get("/config", "accept", "application/yaml");
    assertThat(yaml.body()).contains("routes:\n- id: \"users\"\n");
    Said put = client.send("PUT", "/config", yaml.body(), Client.YAML);
    assertThat(put.header("config-revision")).as("the same").isEqualTo("1");
  }

  @Test
  void whoHasItAlreadyGetsNoMore() throws Exception {
    Said read = client.get("/config");
    Said again = client.get("/config", "if-none-match", "\"x\", W/" + read.etag());
    assertThat(again.status()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(again.etag()).isEqualTo(read.etag());
  }

  @Test
  void aWriteWithoutItsResultIsAnsweredShortly() throws Exception {
    Said said =
        client.merge("/config", "{'consul':{'datacenter':'x'}}", "prefer", "return=minimal");
    assertThat(said.status()).isEqualTo(204);
    assertThat(said.etag()).startsWith("\"2-");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'consul':{'datacenter':'x'}}     | /consul/datacenter | 'x'",
        "{'routes':null}                   | /routes            | ``",
        "{'redis':{'timeout':'1s','uri':null}} | /redis         | {'timeout':'1s'}",
        "{'upstreams':[{'id':'users','targets':[{'address':'h:1'}]}]} | /upstreams/0/targets/0/address | 'h:1'",
      })
  void takesAMergePatch(String patch, String pointer, String value) throws Exception {
    Said said = client.merge("/config", patch);
    assertThat(said.status()).as(said.body()).isEqualTo(200);
    assertThat(said.json().at(pointer).toString()).isEqualTo(value.replace('\'', '"'));
    assertThat(api.revision()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[{'op':'add','path':'/routes/-','value':ITEM}]                    | users orders new",
        "[{'op':'add','path':'/routes/0','value':ITEM}]                    | new users orders",
        "[{'op':'add','path':'/routes/2','value':ITEM}]                    | users orders new",
        "[{'op':'remove','path':'/routes/0'}]                              | orders",
        "[{'op':'remove','path':'/routes'}]                                | ``",
        "[{'op':'remove','path':'/routes'},{'op':'add','path':'/routes/-','value':ITEM}] | new",
        "[{'op':'add','path':'/routes','value':[ITEM]}]                    | new",
        "[{'op':'move','from':'/routes/1','path':'/routes/0'}]             | orders users",
        "[{'op':'copy','from':'/routes/0','path':'/routes/-'},{'op':'replace','path':'/routes/2/id','value':'c'}] | users orders c",
        "[{'op':'replace','path':'/routes/1','value':ITEM}]                | users new",
        "[{'op':'replace','path':'/routes/0/id','value':'people'}]         | people orders",
        "[{'op':'test','path':'/routes/0/id','value':'users'},{'op':'add','path':'/routes/0/priority','value':1}] | users orders",
      })
  void takesAJsonPatch(String patch, String ids) throws Exception {
    Said said = client.patch("/config", patch.replace("ITEM", ITEM));
    assertThat(said.status()).as(said.body()).isEqualTo(200);
    StringBuilder found = new StringBuilder();
    said.json()
        .path("routes")
        .forEach(route -> found.append(route.path("id").asString()).append(' '));
    assertThat(found.toString().strip()).isEqualTo(ids);
    assertThat(api.revision()).isEqualTo(2);
  }

  @Test
  void onePatchChangesManyThingsInOneRevision() throws Exception {
    client.patch(
        "/config",
        "[{'op':'add','path':'/upstreams/-','value':{'id':'b','targets':[{'address':'h:1'}]}},"
            + "{'op':'replace','path':'/routes/0/upstream','value':'b'},"
            + "{'op':'add','path':'/consul','value':{'datacenter':'x'}}]");
    assertThat(api.config().now().revision().changes()).hasSize(3);
    assertThat(api.revision()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[{'op':'test','path':'/routes/0/id','value':'x'}]                        | /0",
        "[{'op':'add','path':'/routes/-','value':ITEM},{'op':'remove','path':'/routes/3'}] | /1",
        "[{'op':'remove','path':'/redis'}]                                        | /0",
        "[{'op':'remove','path':'/routes/01'}]                                    | /0",
        "[{'op':'replace','path':'/routes/-','value':ITEM}]                       | /0",
        "[{'op':'add','path':'/routes/3','value':ITEM}]                           | /0",
        "[{'op':'replace','path':'/routes','value':{}}]                           | /0",
        "[{'op':'replace','path':'','value':[]}]                                  | /0",
        "[{'op':'add','path':'/routes/-','value':{'upstream':'users'}}]           | /0/value/id",
        "[{'op':'add','path':'/routes/-','value':3}]                              | /0/value",
        "[{'op':'copy','from':'/routes/0','path':'/routes/-'}]                    | /0",
        "[{'op':'copy','from':'/routes/1','path':'/routes/0'}]                    | /0",
        "[{'op':'replace','path':'/routes/0/id','value':'orders'}]                | /0/value",
        "[{'op':'replace','path':'/routes/1/upstream','value':'nobody'}]          | /0/value",
        "[{'op':'add','path':'/consul','value':{}},{'op':'add','path':'/consul/token','value':'(hidden)'}] | /1/value",
        "[{'op':'add','path':'/routes/-','value':{'id':'x','upstream':'nobody'}}] | /0/value/upstream",
        "[{'op':'add','path':'/colour','value':1}]                                | /0/value",
      })
  void aPatchThatFailsIsRefusedWithTheOperationThatIsToBlame(String patch, String pointer)
      throws Exception {
    Said said = client.patch("/config", patch.replace("ITEM", ITEM));
    assertThat(said.status()).as(said.body()).isEqualTo(422);
    assertThat(said.json().at("/errors/0/pointer").asString("none"))
        .as(said.body())
        .isEqualTo(pointer);
    assertThat(api.revision()).isEqualTo(1);
  }

  /** The places are those of the result; operations before and behind have moved them. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[ADD(-,x,nobody),ADD(-,y,users)]                                  | /0/value/upstream",
        "[ADD(-,x,users),ADD(-,y,nobody)]                                  | /1/value/upstream",
        "[ADD(0,x,nobody),ADD(0,y,users)]                                  | /0/value/upstream",
        "[ADD(0,x,users),ADD(0,y,nobody)]                                  | /1/value/upstream",
        "[ADD(0,x,users),ADD(2,y,nobody),ADD(0,z,users)]                   | /1/value/upstream",
        "[ADD(-,x,nobody),{'op':'remove','path':'/routes/0'}]              | /0/value/upstream",
        "[ADD(1,x,nobody),{'op':'move','from':'/routes/0','path':'/routes/-'}] | /0/value/upstream",
        "[ADD(0,x,nobody),{'op':'move','from':'/routes/0','path':'/routes/2'},ADD(0,y,users)] | /0/value/upstream",
        "[ADD(-,x,users),{'op':'replace','path':'/routes/2/upstream','value':'nobody'},ADD(0,y,users)] | /1/value",
        "[ADD(-,x,users),{'op':'remove','path':'/routes/2/upstream'},ADD(0,y,users)] | /1",
        "[{'op':'copy','from':'/routes/0','path':'/routes/0'},ADD(0,y,users),{'op':'replace','path':'/routes/1/id','value':'c d'}] | /2/value",
        "[{'op':'add','path':'/routes/1/filters','value':[]},{'op':'add','path':'/routes/1/filters/-','value':{'name':'x'}},"
            + "{'op':'add','path':'/routes/1/filters/0','value':{'name':'login','config':{'key':'k'}}},ADD(0,y,users)] | /1/value/name",
        "[{'op':'add','path':'/routes/1/labels','value':{'1':'a','2':[]}},{'op':'add','path':'/routes/1/labels/0','value':'c'}] | /0/value/2",
      })
  void thePatchsOperationIsFoundThroughAllThatMoves(String patch, String pointer) throws Exception {
    String full =
        patch.replaceAll(
            "ADD\\((.),(.),(\\w+)\\)",
            "{'op':'add','path':'/routes/$1','value':"
                + "{'id':'$2','match':{'path':{'exact':'/$2'}},'upstream':'$3'}}");
    Said said = client.patch("/config", full);
    assertThat(said.status()).as(said.body()).isEqualTo(422);
    assertThat(said.json().at("/errors/0/pointer").asString("none"))
        .as(said.body())
        .isEqualTo(pointer);
  }

  @Test
  void aPatchsOperationThatChangesTheIdIsNamed() throws Exception {
    Said said =
        client.patch(
            "/routes/users",
            "[{'op':'add','path':'/priority','value':1},{'op':'replace','path':'/id','value':'x'}]");
    assertThat(said.json().at("/errors/0/pointer").asString()).isEqualTo("/1/value");
  }

  @Test
  void aPatchOfVeryManyOperationsIsRefused() throws Exception {
    String op = "{'op':'test','path':'/routes/0/id','value':'users'}";
    assertThat(client.patch("/config", "[" + (op + ",").repeat(999) + op + "]").status())
        .isEqualTo(200);
    assertThat(
            client
                .send(
                    "PATCH",
                    "/routes/users",
                    "[" + (op + ",").repeat(1000) + op + "]",
                    Client.PATCH)
                .status())
        .isEqualTo(422);
  }

  /** Each copy doubles what is copied next: 40 of them would be a million million values. */
  @Test
  void aPatchThatDoublesItselfIsRefused() throws Exception {
    StringBuilder patch =
        new StringBuilder("[{'op':'add','path':'/routes/0/labels','value':{'a':'b'}}");
    for (int i = 0; i < 40; i++) {
      patch
          .append(",{'op':'copy','from':'/routes/0/labels','path':'/routes/0/labels/a")
          .append(i)
          .append("'}");
    }
    Said said = client.patch("/config", patch.append(']').toString());
    assertThat(said.status()).isEqualTo(422);
    assertThat(said.body()).contains("adds and moves too much");
  }

  @Test
  void errorsPointIntoTheDocument() throws Exception {
    String body =
        client.get("/config").body().replace("\"prefix\":\"/orders\"", "\"prefix\":\"orders\"");
    Said said = client.put("/config", body);
    assertThat(said.status()).isEqualTo(422);
    assertThat(said.json().at("/errors/0/pointer").asString())
        .isEqualTo("/routes/1/match/path/prefix");
  }

  private static final String MANY_ERRORS =
      """
      {"listeners":[{"id":"http","bind":"127.0.0.1:0"},{"id":"http","bind":"127.0.0.1:0"}],
       "routes":[
        {"id":"a","match":{"path":{"prefix":"/a"}},"upstream":"users"},
        {"id":"a","match":{"path":{"prefix":"/b"}},"upstream":"nobody"},
        {"id":"c","match":{"path":{"prefix":"/c"}},"redirect":{"location":"/","status":999}},
        {"id":"d","match":{"path":{"prefix":"/d"}},"upstream":"users","colour":1},
        {"match":{"path":{"prefix":"/e"}},"upstream":"users"},
        7,
        {"id":"#9","match":{"path":{"prefix":"/f"}},"upstream":"users"}],
       "upstreams":[{"id":"users","targets":[{"address":"127.0.0.1:9001"}]},
        {"id":"users","targets":[{"address":"127.0.0.1:9002"}]}]}
      """;

  /** Two of one id hide nothing else. */
  @ParameterizedTest
  @CsvSource({
    "PUT,   /config,              application/json,             false",
    "PUT,   /config?dry_run=true, application/json,             true",
    "POST,  /config/validate,     application/json,             true",
    "PATCH, /config,              application/merge-patch+json, false",
    "PATCH, /config?dry_run=true, application/merge-patch+json, true",
  })
  void allThatIsWrongIsToldAtOnce(String method, String path, String type, boolean trial)
      throws Exception {
    Said said = client.send(method, path, MANY_ERRORS, "content-type", type);
    assertThat(said.status()).as(said.body()).isEqualTo(trial ? 200 : 422);
    assertThat(said.json().path("valid").asString("none")).isEqualTo(trial ? "false" : "none");
    List<String> pointers = new ArrayList<>();
    said.json().path("errors").forEach(error -> pointers.add(error.path("pointer").asString()));
    assertThat(pointers)
        .containsExactlyInAnyOrder(
            "/listeners/1/id",
            "/routes/1/id",
            "/routes/1/upstream",
            "/routes/2/redirect/status",
            "/routes/3/colour",
            "/routes/4/id",
            "/routes/5",
            "/routes/6/id",
            "/upstreams/1/id");
    assertThat(said.body()).contains("a (expected: a unique id)");
    assertThat(api.revision()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // path, body, diff
        "/routes/users    | {'priority':2}             | [{'op':'add','path':'/routes/0/priority','value':2}]",
        "/routes/users    | {'upstream':null,'redirect':{'location':'/','status':302}}"
            + "| [{'op':'remove','path':'/routes/0/upstream'},{'op':'add','path':'/routes/0/redirect','value':{'location':'/','status':302}}]",
        "/config          | {'consul':{}}              | [{'op':'add','path':'/consul','value':{}}]",
        "/config          | {'routes':null}            | [{'op':'remove','path':'/routes'}]",
        "/config          | {}                         | []",
      })
  void aDryRunTellsTheDifferenceAndChangesNothing(String path, String body, String diff)
      throws Exception {
    Said said = client.merge(path + "?dry_run=true", body);
    assertThat(said.status()).isEqualTo(200);
    assertThat(said.json().path("valid").asBoolean()).as(said.body()).isTrue();
    assertThat(said.json().path("diff").toString()).isEqualTo(diff.replace('\'', '"'));
    assertThat(said.header("config-revision")).isEqualTo("1");
    assertThat(api.revision()).isEqualTo(1);
  }

  @Test
  void aDryRunTellsErrorsWarningsAndWhatBecomesOfRequests() throws Exception {
    api.config().warnings = List.of(new ConfigWarning("routes[1]", "is never reached"));
    api.config().preflight =
        new Preflight(
            1000,
            12,
            List.of(new Preflight.Move("users", null, "none", 12, "GET h/users")),
            List.of("header x-token"));
    Said said = client.put("/routes/users?dry_run=true", "{'upstream':'nobody'}");
    assertThat(said.status()).isEqualTo(200);
    assertThat(said.json().path("valid").asBoolean()).isFalse();
    assertThat(said.json().at("/errors/0/pointer").asString()).isEqualTo("/upstream");
    assertThat(said.json().path("warnings").toString())
        .isEqualTo(
            "[{\"pointer\":\"/routes/1\",\"path\":\"routes[1]\",\"message\":\"is never reached\"}]");
    assertThat(said.json().at("/preflight/moves/0/count").asInt()).isEqualTo(12);
    assertThat(said.json().at("/preflight/moves/0/after").isNull()).isTrue();
  }

  @Test
  void aWholeDocumentIsValidated() throws Exception {
    String body = client.get("/config").body();
    Said same = client.post("/config/validate", body);
    assertThat(same.json().path("valid").asBoolean()).isTrue();
    assertThat(same.json().path("diff").isEmpty()).isTrue();
    Said wrong = client.post("/config/validate", body.replace("\"orders\"", "\"users\""));
    assertThat(wrong.status()).as("two of one id").isEqualTo(200);
    assertThat(wrong.json().path("valid").asBoolean(true)).isFalse();
    assertThat(wrong.json().at("/errors/0/pointer").asString()).isEqualTo("/routes/1/id");
    Said other =
        client.post(
            "/config/validate", body.replace("\"upstream\":\"users\"", "\"upstream\":\"u\""));
    assertThat(other.json().path("errors").size()).isEqualTo(2);
    assertThat(api.revision()).isEqualTo(1);
  }

  /** Long answers go out in pieces. */
  @Test
  void aLongDocumentComesWhole() throws Exception {
    StringBuilder yaml =
        new StringBuilder("listeners: [ { id: h, bind: '127.0.0.1:0' } ]\nroutes:\n");
    for (int i = 0; i < 3_000; i++) {
      yaml.append(" - { id: r")
          .append(i)
          .append(", redirect: { location: /, status: 302 }, match: { path: { exact: /");
      yaml.append(i).append(" } } }\n");
    }
    api.config().load(yaml.toString());
    for (int i = 0; i < 2; i++) {
      Said read = client.get("/config");
      assertThat(read.body().strip()).isEqualTo(api.config().now().document().json());
      Said head = client.send("HEAD", "/config", null);
      assertThat(head.header("content-length")).isEqualTo(read.header("content-length"));
      assertThat(client.get("/status").status()).isEqualTo(200);
    }
  }

  /** Reading must never change anything, whatever it says. */
  @ParameterizedTest
  @CsvSource({"/config/confirm", "/config/rollback", "/config/validate", "/drain", "/routes/match"})
  void nothingHappensOnGet(String path) throws Exception {
    Said said = client.get(path);
    assertThat(said.status()).isIn(404, 405);
    assertThat(api.gateway.state).isEqualTo(GatewayControl.State.READY);
  }
}
