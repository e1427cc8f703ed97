package io.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.api.BindFailure;
import io.sluice.gateway.service.GatewayControl.State;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What operators and their tools rely on, asked for with an ordinary client. */
class AdminServerTest {
  private final FakeGateway gateway = new FakeGateway();
  private final HttpClient client = HttpClient.newHttpClient();
  private AdminServer server;

  @BeforeEach
  void start() throws IOException {
    server = AdminServer.start(gateway, AdminLimits.DEFAULTS, gateway.compiled);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void servesTheMetricsAsPrometheusText() throws Exception {
    gateway.metrics = () -> "sluice_inflight{route=\"gr\u00fcn\"} 3.0\n";
    HttpResponse<String> answer = call("GET", "/metrics");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("sluice_inflight{route=\"gr\u00fcn\"} 3.0\n");
    assertThat(answer.headers().firstValue("content-type"))
        .hasValue("text/plain; version=0.0.4; charset=utf-8");
    assertThat(answer.headers().firstValue("cache-control")).hasValue("no-store");
  }

  @Test
  void isAliveWhetherReadyOrNot() throws Exception {
    gateway.state = State.DRAINING;
    HttpResponse<String> answer = call("GET", "/health/live");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"status\":\"ok\"}\n");
  }

  @Test
  void isReadyWhenItHasStartedAndUntilItDrains() throws Exception {
    gateway.state = State.STARTING;
    assertThat(call("GET", "/health/ready").statusCode()).isEqualTo(503);
    assertThat(call("GET", "/health/ready").body()).isEqualTo("{\"status\":\"starting\"}\n");
    gateway.state = State.READY;
    assertThat(call("GET", "/health/ready").statusCode()).isEqualTo(200);
    assertThat(call("GET", "/health/ready").body()).isEqualTo("{\"status\":\"ready\"}\n");
    gateway.state = State.DRAINING;
    assertThat(call("GET", "/health/ready").statusCode()).isEqualTo(503);
    assertThat(call("GET", "/health/ready").body()).isEqualTo("{\"status\":\"draining\"}\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/metrics", "/health/live", "/health/ready"})
  void headTellsTheLengthWithoutTheBody(String path) throws Exception {
    HttpResponse<String> get = call("GET", path);
    HttpResponse<String> head = call("HEAD", path);
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(head.headers().firstValueAsLong("content-length")).hasValue(get.body().length());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/x", "/metrics/", "/Metrics", "/health", "/health/live/x", "/%6detrics", "/a?/b"})
  void anythingElseIsNotFound(String path) throws Exception {
    HttpResponse<String> answer = call("GET", path);
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.headers().firstValue("content-type")).hasValue("application/problem+json");
    assertThat(answer.body())
        .matches(
            """
            \\{"type":"about:blank","title":"Not Found","status":404,\
            "detail":"There is nothing at this path.","reason":"not_found",\
            "request_id":"[0-9a-f]{32}"}
            """);
  }

  @Test
  void aQueryChangesNothing() throws Exception {
    assertThat(call("GET", "/metrics?name=up").body()).isEqualTo("up 1\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PATCH", "get"})
  void otherMethodsAreRefusedWithAllow(String method) throws Exception {
    HttpResponse<String> answer = call(method, "/metrics");
    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("allow")).hasValue("GET, HEAD");
    assertThat(answer.body()).contains("\"reason\":\"method_not_allowed\"");
  }

  @Test
  void aScrapeThatFailsIsAProblem() throws Exception {
    gateway.metrics =
        () -> {
          throw new IllegalStateException("a meter of a plugin");
        };
    HttpResponse<String> answer = call("GET", "/metrics");
    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).contains("\"reason\":\"scrape_failed\"").doesNotContain("plugin");
    assertThat(call("GET", "/health/live").statusCode()).isEqualTo(200);
  }

  @Test
  void aScrapeThatFailsWithAnErrorIsAProblemToo() throws Exception {
    gateway.metrics =
        () -> {
          throw new NoClassDefFoundError("com/example/Meter");
        };
    assertThat(call("GET", "/metrics").statusCode()).isEqualTo(500);
    gateway.metrics = () -> "up 1\n";
    assertThat(call("GET", "/metrics").statusCode()).isEqualTo(200);
  }

  @Test
  void saysWhichAddressIsTaken() {
    FakeGateway second = new FakeGateway();
    second.address = server.address();
    assertThatThrownBy(() -> AdminServer.start(second, AdminLimits.DEFAULTS, second.compiled))
        .isInstanceOf(BindFailure.class)
        .hasMessage("admin.bind: 127.0.0.1:%d: address already in use", server.address().getPort());
  }

  @Test
  void canBindTheSameAddressAgainOnceClosed() throws Exception {
    gateway.address = server.address();
    assertThat(call("GET", "/health/live").statusCode()).isEqualTo(200);
    server.close();
    server = AdminServer.start(gateway, AdminLimits.DEFAULTS, gateway.compiled);
    assertThat(call("GET", "/health/live").statusCode()).isEqualTo(200);
  }

  private HttpResponse<String> call(String method, String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.address().getPort() + path);
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .version(HttpClient.Version.HTTP_1_1)
            .method(method, BodyPublishers.noBody())
            .build();
    return client.send(request, BodyHandlers.ofString());
  }
}
