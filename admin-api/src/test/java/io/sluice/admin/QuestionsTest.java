package io.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.admin.Client.Said;
import io.sluice.gateway.api.BindFailure;
import io.sluice.gateway.store.StoreException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Which route takes a request; what the gateway is; what it says when it cannot write. */
class QuestionsTest {
  private static final String ROUTES =
      """
      listeners: [ { id: http, bind: "127.0.0.1:8080" } ]
      routes:
        - id: order
          match: { hosts: [api.example.com], path: { template: "/users/{id}/orders/{*rest}" } }
          upstream: a
          filters: [ { name: rate, config: { rate: 5 } }, { name: login, config: { key: k } } ]
        - id: canary
          match: { path: { prefix: /users }, headers: [ { name: x-env, exact: canary } ] }
          weighted_upstreams: [ { upstream: a, weight: 1 }, { upstream: b, weight: 2 } ]
        - { id: users, match: { path: { prefix: /users }, methods: [GET] }, upstream: b }
        - { id: inside, match: { path: { exact: /in }, remote_addrs: [10.0.0.0/8] }, upstream: b }
      upstreams:
        - { id: a, targets: [ { address: "127.0.0.1:1" } ] }
        - { id: b, targets: [ { address: "127.0.0.1:2" } ] }
      """;

  private final Api api = new Api();
  private final Client client = api.client;

  QuestionsTest() {
    api.config().load(ROUTES);
  }

  @AfterEach
  void close() {
    api.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'path':'/users/1'}                                       | users  | []               | ['b']",
        "{'path':'/users/1?x=y'}                                   | users  | []               | ['b']",
        "{'path':'/users/1','headers':{'X-Env':'canary'}}          | canary | []               | ['a','b']",
        "{'path':'/users/1','headers':{'x-env':['canary']}}        | canary | []               | ['a','b']",
        "{'path':'/users/7/orders/8/9','host':'API.example.com:80'}| order  | ['rate','login'] | ['a']",
        "{'path':'/users/1','method':'POST'}                       | ``     | []               | []",
        "{'path':'/in','client_ip':'10.1.2.3'}                     | inside | []               | ['b']",
        "{'path':'/in','client_ip':'192.0.2.1'}                    | ``     | []               | []",
        "{}                                                        | ``     | []               | []",
      })
  void aRequestIsTraced(String question, String route, String chain, String upstreams)
      throws Exception {
    JsonNode said = client.post("/routes/match", question).json();
    assertThat(said.path("route").asString("")).isEqualTo(route);
    assertThat(said.path("chain").toString()).isEqualTo(chain.replace('\'', '"'));
    assertThat(said.path("upstreams").toString()).isEqualTo(upstreams.replace('\'', '"'));
  }

  @Test
  void theVariablesOfThePathAreTold() throws Exception {
    JsonNode said =
        client
            .post("/routes/match", "{'path':'/users/7/orders/8/9','host':'api.example.com'}")
            .json();
    assertThat(said.path("path_params").toString()).isEqualTo("{\"id\":\"7\",\"rest\":\"8/9\"}");
  }

  @Test
  void theNearestOthersSayWhyTheyDoNotTakeIt() throws Exception {
    JsonNode others = client.post("/routes/match", "{'path':'/users/1'}").json().path("others");
    JsonNode canary = null;
    for (JsonNode other : others) {
      canary = other.path("route").asString().equals("canary") ? other : canary;
    }
    assertThat(canary).isNotNull();
    assertThat(canary.path("criterion").asString()).isEqualTo("headers");
    assertThat(canary.path("reason").asString()).contains("x-env");
  }

  @ParameterizedTest
  @CsvSource({
    "/a/../users/1,  /users/1, true,  users",
    "/%75sers/1,     /users/1, true,  users",
    "//users/1,      /users/1, true,  users",
    "/users/1,       /users/1, false, users",
  })
  void aPathIsReadAsTheEngineReadsIt(String asked, String read, boolean changed, String route)
      throws Exception {
    JsonNode said = client.post("/routes/match", "{'path':'" + asked + "'}").json();
    assertThat(said.path("path").asString()).isEqualTo(read);
    assertThat(said.path("normalised").asBoolean()).isEqualTo(changed);
    assertThat(said.path("route").asString()).isEqualTo(route);
  }

  @ParameterizedTest
  @CsvSource({"/../etc", "/a//b/../c%2Fd?x=y"})
  void aPathThatTheEngineRefusesIsToldAsItWasAsked(String asked) throws Exception {
    JsonNode said = client.post("/routes/match", "{'path':'" + asked + "'}").json();
    assertThat(said.path("path").asString()).isEqualTo(asked.replaceFirst("\\?.*", ""));
    assertThat(said.path("normalised").asBoolean(true)).isFalse();
    assertThat(said.path("route").isNull()).isTrue();
    assertThat(said.at("/refused/status").asInt()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'path':'users'}            | /path",
        "{'path':3}                  | /path",
        "{'method':'G T'}            | /method",
        "{'host':'a/b'}              | /host",
        "{'headers':[]}              | /headers",
        "{'headers':{'a b':'c'}}     | /headers/a b",
        "{'headers':{'a':1}}         | /headers/a",
        "{'client_ip':'localhost'}   | /client_ip",
        "{'client_ip':'1.2.3'}       | /client_ip",
        "{'scheme':'ftp'}            | /scheme",
        "{'paht':'/'}                | /paht",
      })
  void aQuestionThatMakesNoSenseIsRefused(String question, String pointer) throws Exception {
    Said said = client.post("/routes/match", question);
    assertThat(said.status()).isEqualTo(422);
    assertThat(said.json().at("/errors/0/pointer").asString()).isEqualTo(pointer);
  }

  @Test
  void theStatusTellsHowItIs() throws Exception {
    JsonNode status = client.get("/status").json();
    assertThat(status.path("state").asString()).isEqualTo("ready");
    assertThat(status.at("/store/type").asString()).isEqualTo("memory");
    assertThat(status.at("/listeners/0/bind").asString()).isEqualTo("127.0.0.1:8080");
    assertThat(status.path("routes").asInt()).isEqualTo(4);
    client.post("/drain", null);
    assertThat(client.get("/status").json().path("state").asString()).isEqualTo("draining");
  }

  @Test
  void theFiltersAndTheSchemaAreTold() throws Exception {
    JsonNode filters = client.get("/filters").json().path("items");
    assertThat(filters.at("/0/name").asString()).isEqualTo("rate");
    assertThat(filters.at("/0/options/1/or_else").asString()).isEqualTo("client");
    assertThat(client.get("/schema").json().at("/$defs/filter_login").isMissingNode()).isFalse();
    assertThat(client.get("/openapi.json").json().path("openapi").asString()).isEqualTo("3.1.0");
  }

  @Test
  void aStoreThatIsOutOfReachIsSaidSo() throws Exception {
    api.config().failure = new StoreException("consul 127.0.0.1:8500: refused", null);
    Said said = client.merge("/routes/users", "{'priority':1}");
    assertThat(said.status()).isEqualTo(503);
    assertThat(said.reason()).isEqualTo("store_unavailable");
    assertThat(said.header("retry-after")).isEqualTo("5");
    assertThat(client.merge("/routes/users", "{'priority':1}").status()).isEqualTo(200);
  }

  @Test
  void anAddressThatCannotBeBoundIsTheListenersFault() throws Exception {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 8081);
    api.config().failure =
        new BindFailure("listeners[0].bind", address, new IOException("Address already in use"));
    Said said =
        client.patch(
            "/config", "[{'op':'replace','path':'/listeners/0/bind','value':'127.0.0.1:8081'}]");
    assertThat(said.status()).isEqualTo(422);
    assertThat(said.json().at("/errors/0/pointer").asString()).isEqualTo("/0/value");
    assertThat(said.json().at("/errors/0/message").asString()).contains("already in use");
  }

  @Test
  void aFaultOfOursIsAnsweredAndLogged() throws Exception {
    api.config().failure = new IllegalStateException("a test's");
    Said said = client.merge("/routes/users", "{'priority':1}");
    assertThat(said.status()).isEqualTo(500);
    assertThat(said.body()).doesNotContain("a test's");
  }
}
