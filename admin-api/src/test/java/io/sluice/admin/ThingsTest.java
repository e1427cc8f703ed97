package io.sluice.admin;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.admin.Client.Said;
import io.sluice.gateway.document.Resource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Routes and upstreams one by one. */
class ThingsTest {
  private static final String ROUTE = "{'upstream':'users','match':{'path':{'prefix':'/new'}}}";

  private final Api api = new Api();
  private final Client client = api.client;

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void aRouteIsCreatedReadReplacedAndDeleted() throws Exception {
    Said created = client.put("/routes/new", ROUTE);
    assertThat(created.status()).isEqualTo(201);
    assertThat(created.header("location")).isEqualTo("/admin/v1/routes/new");
    assertThat(created.json().path("id").asString()).isEqualTo("new");

    Said read = client.get("/routes/new");
    assertThat(read.status()).isEqualTo(200);
    assertThat(read.body()).isEqualTo(created.body());
    assertThat(read.etag()).isEqualTo(created.etag()).matches("\"[0-9a-f]{16}\"");
    assertThat(read.header("config-revision")).isEqualTo("2");

    Said replaced = client.put("/routes/new", ROUTE.replace("/new", "/newer"));
    assertThat(replaced.status()).isEqualTo(200);
    assertThat(replaced.etag()).isNotEqualTo(created.etag());

    Said deleted = client.delete("/routes/new");
    assertThat(deleted.status()).isEqualTo(204);
    assertThat(deleted.body()).isEmpty();
    assertThat(client.get("/routes/new").reason()).isEqualTo("no_such_route");
    assertThat(api.revision()).isEqualTo(4);
  }

  /** Else clients that write what they want over and over would drown what has changed. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'id':'users','match':{'path':{'prefix':'/users'}},'upstream':'users'}",
        "{ 'upstream' : 'users', 'match':{'path':{'prefix':'\\u002fusers'}}, 'id':'users' }",
        "{'upstream':'users','match':{'path':{'prefix':'/users'}}}",
      })
  void theSameContentIsNoRevision(String body) throws Exception {
    String etag = client.get("/routes/users").etag();
    Said said = client.put("/routes/users", body);
    assertThat(said.status()).isEqualTo(200);
    assertThat(said.etag()).isEqualTo(etag);
    assertThat(said.header("config-revision")).isEqualTo("1");
  }

  @Test
  void anotherRoutesChangeDoesNotSpoilATag() throws Exception {
    String etag = client.get("/routes/users").etag();
    client.merge("/routes/orders", "{'priority':5}");
    assertThat(client.get("/routes/users").etag()).isEqualTo(etag);
    assertThat(client.merge("/routes/users", "{'priority':1}", "if-match", etag).status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'priority':7}                | {'id':'users','match':{'path':{'prefix':'/users'}},'upstream':'users','priority':7}",
        "{'match':{'path':null,'methods':['GET']}} | {'id':'users','match':{'methods':['GET']},'upstream':'users'}",
        "{}                            | {'id':'users','match':{'path':{'prefix':'/users'}},'upstream':'users'}",
      })
  void takesAMergePatch(String patch, String result) throws Exception {
    Said said = client.merge("/routes/users", patch);
    assertThat(said.status()).isEqualTo(200);
    assertThat(said.body().strip()).isEqualTo(result.replace('\'', '"'));
  }

  @Test
  void takesAJsonPatch() throws Exception {
    Said said =
        client.patch(
            "/routes/users",
            "[{'op':'test','path':'/upstream','value':'users'},"
                + "{'op':'add','path':'/priority','value':3},"
                + "{'op':'copy','from':'/match/path','path':'/labels'},"
                + "{'op':'remove','path':'/labels/prefix'},"
                + "{'op':'replace','path':'/match/path/prefix','value':'/u'}]");
    assertThat(said.status()).isEqualTo(200);
    assertThat(said.json().path("priority").asInt()).isEqualTo(3);
    assertThat(said.json().at("/match/path/prefix").asString()).isEqualTo("/u");
    assertThat(api.revision()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "PUT    | {'id':'other','upstream':'users'}                      | /id",
        "PUT    | {'upstream':'nobody'}                                  | /upstream",
        "PUT    | {'upstream':'users','prio':1}                          | /prio",
        "PUT    | {'upstream':'users','upstream':'users'}                | /upstream",
        "PUT    | {'upstream':'users','filters':[{'name':'rate','config':{'rate':-5}}]} | /filters/0/config/rate",
        "PUT    | {'upstream':'users','filters':[{'name':'login','config':{'key':'(hidden)'}}]} | /filters/0/config/key",
        "PUT    | []                                                     | ``",
        "MERGE  | {'upstream':'nobody'}                                  | /upstream",
        "MERGE  | {'id':'other'}                                         | /id",
        "MERGE  | {'filters':[{'name':'rate','config':{'rate':0}}]}      | /filters/0/config/rate",
        "MERGE  | 3                                                      | ``",
        "PATCH  | [{'op':'test','path':'/upstream','value':'x'}]         | /0",
        "PATCH  | [{'op':'add','path':'/priority','value':1},{'op':'remove','path':'/nothing'}] | /1",
        "PATCH  | [{'op':'replace','path':'/upstream','value':'nobody'}] | /0/value",
        "PATCH  | [{'op':'add','path':'/filters','value':[{'name':'rate','config':{'rate':0}}]}] | /0/value/0/config/rate",
        "PATCH  | [{'op':'remove','path':''}]                            | /0",
        "PATCH  | [{'op':'jump','path':'/upstream'}]                     | /0/op",
        "PATCH  | [{'op':'add','path':'upstream','value':1}]             | /0/path",
        "PATCH  | [{'op':'add','path':'/a~2b','value':1}]                | /0/path",
        "PATCH  | [{'op':'add','path':'/upstream'}]                      | /0/value",
        "PATCH  | [{'op':'move','path':'/match/path/x','from':'/match'}] | /0",
        "PATCH  | [{'op':'copy','path':'/x','from':'/match/99'}]         | /0",
        "PATCH  | ['op']                                                 | /0",
        "PATCH  | {'op':'add'}                                           | ``",
      })
  void saysWhatIsWrongAndWhereInTheBody(String kind, String body, String pointer) throws Exception {
    Said said =
        switch (kind) {
          case "PUT" -> client.put("/routes/users", body);
          case "MERGE" -> client.merge("/routes/users", body);
          default -> client.patch("/routes/users", body);
        };
    assertThat(said.status()).as(said.body()).isEqualTo(422);
    assertThat(said.reason()).isEqualTo("invalid_config");
    assertThat(said.json().at("/errors/0/pointer").asString("none")).isEqualTo(pointer);
    assertThat(api.revision()).isEqualTo(1);
  }

  @Test
  void tellsAllErrors() throws Exception {
    Said said =
        client.put("/routes/users", "{'upstream':'nobody','priority':'x','match':{'hosts':3}}");
    List<String> pointers = new ArrayList<>();
    for (JsonNode error : said.json().path("errors")) {
      pointers.add(error.path("pointer").asString());
    }
    assertThat(pointers).containsExactlyInAnyOrder("/upstream", "/priority", "/match/hosts");
  }

  /** The body is not to blame for it, so no pointer into it would help. */
  @Test
  void anErrorElsewhereKeepsItsPath() throws Exception {
    api.config()
        .load(FakeConfig.MINIMAL.replace("upstream: users }", "upstream: \"${U:users}\" }"));
    Said said = client.delete("/upstreams/users");
    assertThat(said.status()).isEqualTo(422);
    assertThat(said.json().at("/errors/0/pointer").asString("none")).isEmpty();
    assertThat(said.json().at("/errors/0/message").asString())
        .startsWith("routes[0].upstream: unknown upstream users");
  }

  @Test
  void anUpstreamInUseStays() throws Exception {
    Said said = client.delete("/upstreams/users");
    assertThat(said.status()).isEqualTo(409);
    assertThat(said.reason()).isEqualTo("upstream_in_use");
    assertThat(said.json().path("routes").toString()).isEqualTo("[\"users\",\"orders\"]");
    assertThat(said.json().path("count").asInt()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "weighted_upstreams: [ { upstream: a, weight: 1 }, { upstream: b, weight: 1 } ]",
        "upstream: b, filters: [ { name: fallback, config: { upstream: a } } ]",
      })
  void anUpstreamIsInUseWhereverARouteNamesIt(String route) throws Exception {
    String rest = "listeners: [ { id: http, bind: '127.0.0.1:0' } ]\nupstreams:\n";
    String target = ", targets: [ { address: '127.0.0.1:1' } ] }\n";
    api.config()
        .load(
            rest
                + " - { id: a"
                + target
                + " - { id: b"
                + target
                + "routes: [ { id: r, "
                + route
                + " } ]\n");
    assertThat(client.delete("/upstreams/a").status()).isEqualTo(409);
    assertThat(client.delete("/routes/r").status()).isEqualTo(204);
    assertThat(client.delete("/upstreams/a").status()).isEqualTo(204);
  }

  @Test
  void aListComesInPagesThatGoOnWhereThingsHaveGone() throws Exception {
    StringBuilder yaml =
        new StringBuilder("listeners: [ { id: h, bind: '127.0.0.1:0' } ]\nroutes:\n");
    for (int i = 0; i < 250; i++) {
      yaml.append(" - { id: r")
          .append(i)
          .append(", redirect: { location: /, status: 302 }, match: { path: { exact: /")
          .append(i)
          .append(" } } }\n");
    }
    api.config().load(yaml.toString());
    Said first = client.get("/routes");
    assertThat(first.json().path("items").size()).isEqualTo(100);
    client.delete("/routes/r99");
    client.delete("/routes/r100");
    String next = first.json().path("next").asString();
    Said second = client.get("/routes?limit=149&cursor=" + next);
    assertThat(second.json().at("/items/0/id").asString()).isEqualTo("r101");
    assertThat(second.json().path("items").size()).isEqualTo(149);
    assertThat(second.json().path("next").isNull()).isTrue();
    assertThat(client.get("/routes?limit=148&cursor=" + next).json().path("next").isString())
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "/routes?label=team:shop,              [orders]",
    "/routes?label=team:shop&label=x:y,    []",
    "/routes?label=team:,                  []",
    "/routes?label=none:,                  []",
    "/routes?q=ORD,                        [orders]",
    "/routes?q=%2Fusers,                   [users]",
    "/routes?q=team,                       []",
    "/upstreams?q=user,                    [users]",
    "/upstreams?q=127.0.0.1:9001,          [users]",
    "/listeners,                           [http]",
  })
  void aListIsFiltered(String path, String ids) throws Exception {
    List<String> found = new ArrayList<>();
    client.get(path).json().path("items").forEach(item -> found.add(item.path("id").asString()));
    assertThat(found).hasToString(ids);
  }

  @ParameterizedTest
  @CsvSource({
    "/routes?limit=0,          bad_parameter",
    "/routes?limit=1001,       bad_parameter",
    "/routes?limit=x,          bad_parameter",
    "/routes?limit=1&limit=2,  bad_parameter",
    "/routes?cursor=!,         bad_parameter",
    "/routes?cursor=eDox,      bad_parameter",
    "/routes?label=x,          bad_parameter",
    "/routes?page=2,           unknown_parameter",
    "/routes/users?limit=1,    unknown_parameter",
    "/config?dry_run=true,     unknown_parameter",
  })
  void aQueryThatMakesNoSenseIsRefused(String path, String reason) throws Exception {
    Said said = client.get(path);
    assertThat(said.status()).isEqualTo(400);
    assertThat(said.reason()).isEqualTo(reason);
  }

  @Test
  void speaksYamlBothWays() throws Exception {
    Said put =
        client.send(
            "PUT",
            "/routes/new",
            "upstream: users\nmatch: { path: { prefix: /new } }\nlabels: { version: \"1.0\", on: \"yes\" }\n",
            Client.with(Client.YAML, "accept", "application/yaml"));
    assertThat(put.status()).isEqualTo(201);
    assertThat(put.header("content-type")).isEqualTo("application/yaml");
    assertThat(put.body()).contains("id: \"new\"", "version: \"1.0\"", "\"yes\"");
    assertThat(api.config().now().document().text(Resource.route("new")))
        .contains("\"version\":\"1.0\"");
    Said again = client.send("PUT", "/routes/new", put.body(), Client.with(Client.YAML));
    assertThat(again.header("config-revision")).as("the same").isEqualTo("2");
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "-,                                      200",
        "'*/*',                                  200",
        "'application/*;q=0.1',                  200",
        "'text/html, application/json;q=0.2',    200",
        "text/html,                              406",
        "application/json;q=0,                   406",
        "'application/yaml;q=0, */*;q=0.5',      200",
      })
  void anAnswerIsInAFormatThatIsWanted(String accept, int status) throws Exception {
    Said said =
        accept == null
            ? client.get("/routes/users")
            : client.get("/routes/users", "accept", accept);
    assertThat(said.status()).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({
    "PUT,   text/plain,                   accept,       'application/json, application/yaml'",
    "PUT,   application/merge-patch+json, accept,       'application/json, application/yaml'",
    "PATCH, application/json,             accept-patch, 'application/merge-patch+json, application/json-patch+json'",
  })
  void aBodyOfAnotherTypeIsRefused(String method, String type, String header, String expected)
      throws Exception {
    Said said = client.send(method, "/routes/users", "{}", "content-type", type);
    assertThat(said.status()).isEqualTo(415);
    assertThat(said.header(header)).isEqualTo(expected);
  }

  @Test
  void headIsGetWithoutTheBody() throws Exception {
    Said head = client.send("HEAD", "/routes/users", null);
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(head.etag()).isEqualTo(client.get("/routes/users").etag());
  }

  @Test
  void listenersAreOnlyRead() throws Exception {
    assertThat(client.get("/listeners/http").json().path("bind").asString())
        .isEqualTo("127.0.0.1:0");
    Said said = client.put("/listeners/http", "{'bind':'127.0.0.1:1'}");
    assertThat(said.status()).isEqualTo(405);
    assertThat(said.header("allow")).isEqualTo("GET, HEAD");
  }

  @Test
  void aNumberWithoutAnEndIsRefused() throws Exception {
    String number = "1".repeat(1_200);
    Said said = client.put("/routes/long", "{'upstream':'users','priority':" + number + "}");
    assertThat(said.status()).as(said.body()).isBetween(400, 422);
    assertThat(said.body()).contains("number of 1200 characters (expected: at most 100)");
  }

  @Test
  void aCommentIsUtf8() throws Exception {
    String octets = new String("grün ✓".getBytes(UTF_8), ISO_8859_1);
    try (Wire wire = new Wire(api.address())) {
      wire.send(
          "DELETE /admin/v1/routes/users HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
              + "Change-Comment: "
              + octets
              + "\r\n\r\n");
      assertThat(wire.readAll()).startsWith("HTTP/1.1 204 ");
    }
    assertThat(api.config().now().revision().comment()).isEqualTo("grün ✓");
  }
}
