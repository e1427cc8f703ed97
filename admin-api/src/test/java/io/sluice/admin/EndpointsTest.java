package io.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.loadbalancer.Address;
import io.sluice.loadbalancer.Target;
import io.sluice.loadbalancer.group.CheckHealth;
import io.sluice.loadbalancer.group.EndpointStatus;
import io.sluice.loadbalancer.group.OperatorState;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What operators read of endpoints, and say of them. */
class EndpointsTest {
  private static final String USERS = "/admin/v1/upstreams/users/endpoints";
  private static final String FIRST = USERS + "/127.0.0.1:9001/state";

  private final FakeGateway gateway = new FakeGateway();
  private final HttpClient client = HttpClient.newHttpClient();
  private AdminServer server;

  @BeforeEach
  void start() throws IOException {
    gateway.upstreams.put(
        "users",
        List.of(
            FakeGateway.endpoint("127.0.0.1", 9001),
            FakeGateway.endpoint("::1", 80),
            FakeGateway.endpoint("users-2.internal", 9002)));
    server = AdminServer.start(gateway, AdminLimits.DEFAULTS, gateway.compiled);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void showsAllThatIsKnown() throws Exception {
    gateway.panic = true;
    gateway.upstreams.put(
        "orders",
        List.of(
            new EndpointStatus(
                new Target(
                    new Address("::1", 80), 3, 1, "a", Map.of("version", "2", "rack", "\"7\"")),
                false,
                false,
                65535,
                CheckHealth.UNHEALTHY,
                "status 503",
                "consecutive_5xx",
                Duration.ofMillis(29_500),
                OperatorState.DRAIN,
                12,
                Duration.ofNanos(1_234_567))));
    HttpResponse<String> answer = get("/admin/v1/upstreams/orders/endpoints");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
    assertThat(answer.body())
        .isEqualTo(
            """
            {"upstream":"orders","panic":true,"items":[{"address":"[::1]:80","zone":"a",\
            "priority":1,"weight":3,"effective_weight":65535,"serving":false,\
            "health":"unhealthy","check":"status 503","ejected_for":"consecutive_5xx",\
            "ejection_left_ms":29500,"operator":"drain","in_flight":12,"latency_ms":1.235,\
            "labels":{"rack":"\\"7\\"","version":"2"}}]}
            """);
  }

  @Test
  void showsWhatIsNotKnownAsSuch() throws Exception {
    gateway.upstreams.put("orders", List.of(FakeGateway.endpoint("127.0.0.1", 9001)));
    assertThat(get("/admin/v1/upstreams/orders/endpoints").body())
        .isEqualTo(
            """
            {"upstream":"orders","panic":false,"items":[{"address":"127.0.0.1:9001","zone":"",\
            "priority":0,"weight":1,"effective_weight":1,"serving":true,\
            "health":"unknown","check":"","ejected_for":null,\
            "ejection_left_ms":0,"operator":"auto","in_flight":0,"latency_ms":0.0,"labels":{}}]}
            """);
  }

  @Test
  void showsAnUpstreamWithoutEndpoints() throws Exception {
    gateway.upstreams.put("empty", List.of());
    assertThat(get("/admin/v1/upstreams/empty/endpoints").body())
        .isEqualTo("{\"upstream\":\"empty\",\"panic\":false,\"items\":[]}\n");
  }

  @ParameterizedTest
  @CsvSource({"drain, DRAIN", "up, UP", "down, DOWN"})
  void takesAnOperatorsWordAndTakesItBack(String word, OperatorState state) throws Exception {
    for (int i = 0; i < 2; i++) { // the second time changes nothing
      HttpResponse<String> answer = put(FIRST, "{\"state\": \"" + word + "\"}");
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body())
          .startsWith("{\"address\":\"127.0.0.1:9001\",")
          .contains("\"operator\":\"" + word + "\"");
      assertThat(gateway.words("users")).isEqualTo(Map.of("127.0.0.1:9001", state));
    }
    assertThat(put(FIRST, "{\"state\": \"auto\"}").body()).contains("\"operator\":\"auto\"");
    assertThat(gateway.words("users")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "users,     127.0.0.1:9001,        127.0.0.1:9001",
    "users,     127.0.0.1%3A9001,      127.0.0.1:9001",
    "users,     %5b::1%5D:80,          [::1]:80",
    "users,     %5B%3A%3A1%5D%3A80,    [::1]:80",
    "users,     users-2.internal:9002, users-2.internal:9002",
    "%75sers,   users-2%2einternal:9002, users-2.internal:9002",
  })
  void pathSegmentsMayBePercentEncoded(String upstream, String address, String meant)
      throws Exception {
    String path = "/admin/v1/upstreams/" + upstream + "/endpoints/" + address + "/state";
    assertThat(put(path, "{\"state\":\"drain\"}").statusCode()).isEqualTo(200);
    assertThat(gateway.words("users")).containsOnlyKeys(meant);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "orders    | 127.0.0.1:9001   | no_such_upstream | There is no upstream 'orders'.",
        "a%2Fb%22  | 127.0.0.1:9001   | no_such_upstream | There is no upstream 'a/b\\\"'.",
        "users     | 127.0.0.1:9009   | no_such_endpoint |"
            + " Upstream 'users' has no endpoint '127.0.0.1:9009'.",
        "users     | 127.0.0.1+:9001  | no_such_endpoint |"
            + " Upstream 'users' has no endpoint '127.0.0.1+:9001'.",
        "users     | a%zz             | not_found        | There is nothing at this path.",
        "users     | ''               | not_found        | There is nothing at this path.",
        "users     | 127.0.0.1:9001/x | not_found        | There is nothing at this path.",
      })
  void whatIsNotThereIsNamed(String upstream, String address, String reason, String detail)
      throws Exception {
    String answer =
        raw(
            "PUT",
            "/admin/v1/upstreams/" + upstream + "/endpoints/" + address + "/state",
            "application/json",
            "{\"state\":\"drain\"}");
    assertThat(answer)
        .startsWith("HTTP/1.1 404 ")
        .contains("\"reason\":\"" + reason + "\"", "\"detail\":\"" + detail + "\"");
    assertThat(gateway.words("users")).isEmpty();
  }

  @Test
  void anUnknownUpstreamHasNoEndpoints() throws Exception {
    HttpResponse<String> answer = get("/admin/v1/upstreams/orders/endpoints");
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.headers().firstValue("content-type")).hasValue("application/problem+json");
    assertThat(answer.body()).contains("There is no upstream 'orders'.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}                                   | /state | missing",
        "{\"state\":\"paused\"}               | /state | \\\"paused\\\"",
        "{\"state\":\"DRAIN\"}                | /state | \\\"DRAIN\\\"",
        "{\"state\":\"none\"}                 | /state | \\\"none\\\"",
        "{\"state\":\"\"}                     | /state | \\\"\\\"",
        "{\"state\":7}                        | /state | 7",
        "{\"state\":null}                     | /state | null",
        "{\"state\":[\"drain\"]}              | /state | [\\\"drain\\\"]",
      })
  void otherStatesAreInvalid(String body, String pointer, String shown) throws Exception {
    HttpResponse<String> answer = put(FIRST, body);
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.headers().firstValue("content-type")).hasValue("application/problem+json");
    assertThat(answer.body())
        .contains("\"status\":422", "\"reason\":\"invalid_body\"", "\"request_id\":\"")
        .endsWith(
            ",\"errors\":[{\"pointer\":\""
                + pointer
                + "\",\"message\":\""
                + shown
                + " (expected: \\\"drain\\\", \\\"up\\\", \\\"down\\\" or \\\"auto\\\")\"}]}\n");
    assertThat(gateway.words("users")).isEmpty();
  }

  @Test
  void allThatIsWrongIsSaidAtOnce() throws Exception {
    assertThat(put(FIRST, "{\"state\":true,\"for\":\"10m\",\"a/b~c\":1}").body())
        .endsWith(
            """
            "errors":[\
            {"pointer":"/state","message":"true (expected: \\"drain\\", \\"up\\", \\"down\\" or \\"auto\\")"},\
            {"pointer":"/for","message":"unknown key (expected: state)"},\
            {"pointer":"/a~1b~0c","message":"unknown key (expected: state)"}]}
            """);
    assertThat(put(FIRST, "{\"state\":\"drain\",\"for\":\"10m\"}").statusCode()).isEqualTo(422);
    assertThat(gateway.words("users")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "\"drain\"", "null", "7"})
  void aBodyThatIsNoObjectIsInvalid(String body) throws Exception {
    HttpResponse<String> answer = put(FIRST, body);
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body()).contains("\"pointer\":\"\"", "(expected: an object)");
  }

  @Test
  void aLongValueIsShownInPart() throws Exception {
    String body = put(FIRST, "{\"state\":\"" + "x".repeat(3000) + "\"}").body();
    assertThat(body).contains("xxx... (expected:").hasSizeLessThan(500);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "drain",
        "{\"state\":\"drain\"",
        "{\"state\":\"drain\"}}",
        "{\"state\":\"drain\"} {}",
        "{'state':'drain'}",
        "{\"state\":\"drain\",}",
        "{\"state\":NaN}",
        "\ufeff{\"state\":\"drain\"}",
      })
  void malformedJsonIsRefused(String body) throws Exception {
    HttpResponse<String> answer = put(FIRST, body);
    assertThat(answer.statusCode()).as(body).isEqualTo(400);
    assertThat(answer.body()).contains("\"reason\":\"malformed_json\"");
    assertThat(gateway.words("users")).isEmpty();
  }

  /** As in a config: it is JSON, and nobody knows which of them is meant. */
  @Test
  void aRepeatedKeyIsNamed() throws Exception {
    HttpResponse<String> answer = put(FIRST, "{\"state\":\"drain\",\"state\":\"up\"}");
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body())
        .contains("\"reason\":\"invalid_body\"", "\"pointer\":\"/state\"", "repeated key");
    assertThat(gateway.words("users")).isEmpty();
  }

  @Test
  void whatIsNotUtf8IsRefused() throws Exception {
    assertThat(raw("PUT", FIRST, "application/json", "{\"state\":\"\u00ff\"}"))
        .startsWith("HTTP/1.1 400 ")
        .contains("malformed_json");
  }

  /** A page of another site may send these without asking first; it may not send JSON. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=a",
        "application/yaml",
        "application/jsonp",
        "text/plain; application/json",
        "application/json, text/plain",
        "",
      })
  void onlyJsonIsTaken(String type) throws Exception {
    assertThat(raw("PUT", FIRST, type, "{\"state\":\"drain\"}"))
        .startsWith("HTTP/1.1 415 ")
        .contains("\"reason\":\"unsupported_media_type\"", "(expected: application/json)");
    assertThat(gateway.words("users")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", "Application/JSON ; charset=utf-8"})
  void jsonMayBeSaidInAnyWay(String type) throws Exception {
    assertThat(raw("PUT", FIRST, type, "{\"state\":\"drain\"}")).startsWith("HTTP/1.1 200 ");
  }

  @ParameterizedTest
  @CsvSource({
    "PUT,     '',                    'GET, HEAD'",
    "POST,    '',                    'GET, HEAD'",
    "DELETE,  '',                    'GET, HEAD'",
    "OPTIONS, '',                    'GET, HEAD'",
    "GET,     /127.0.0.1:9001/state, PUT",
    "HEAD,    /127.0.0.1:9001/state, PUT",
    "POST,    /127.0.0.1:9001/state, PUT",
    "PATCH,   /127.0.0.1:9001/state, PUT",
    "DELETE,  /127.0.0.1:9001/state, PUT",
    "OPTIONS, /127.0.0.1:9001/state, PUT",
  })
  void otherMethodsAreRefusedWithAllow(String method, String below, String allow) throws Exception {
    assertThat(raw(method, USERS + below, "application/json", "{\"state\":\"drain\"}"))
        .startsWith("HTTP/1.1 405 ")
        .contains("allow: " + allow + "\r\n")
        .doesNotContain("access-control");
    assertThat(gateway.words("users")).isEmpty();
  }

  @Test
  void aPageThatReboundItsNameIsRefused() throws Exception {
    try (Wire wire = new Wire(server.address())) {
      wire.send(
          "PUT "
              + FIRST
              + " HTTP/1.1\r\nHost: rebound.example:9901\r\nConnection: close\r\n"
              + "Content-Type: application/json\r\nContent-Length: 17\r\n\r\n{\"state\":\"drain\"}");
      assertThat(wire.readAll()).startsWith("HTTP/1.1 403 ").contains("\"reason\":\"bad_host\"");
    }
    assertThat(gateway.words("users")).isEmpty();
  }

  @Test
  void aFailureInsideIsAProblem() throws Exception {
    gateway.lock =
        () -> {
          throw new IllegalStateException("a secret");
        };
    HttpResponse<String> answer = get(USERS);
    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).contains("\"internal_error\"").doesNotContain("secret");
    gateway.lock = () -> "";
    assertThat(get(USERS).statusCode()).isEqualTo(200);
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(request(path).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> put(String path, String json) throws Exception {
    HttpRequest.Builder request = request(path).header("Content-Type", "application/json");
    return client.send(request.PUT(BodyPublishers.ofString(json)).build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + server.address().getPort() + path))
        .version(HttpClient.Version.HTTP_1_1);
  }

  /** With an origin-form target and fields just as they are given. */
  private String raw(String method, String target, String type, String body) throws IOException {
    try (Wire wire = new Wire(server.address())) {
      String field = type.isEmpty() ? "" : "Content-Type: " + type + "\r\n";
      wire.send(
          "%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n%sContent-Length: %d\r\n\r\n%s"
              .formatted(method, target, field, body.length(), body));
      return wire.readAll();
    }
  }
}
