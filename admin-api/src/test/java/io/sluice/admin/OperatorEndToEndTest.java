package io.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.StubOrigin;
import io.sluice.gateway.testkit.TestGateway;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A real gateway whose endpoints an operator takes out over HTTP. */
class OperatorEndToEndTest {
  private static final String YAML =
      """
      routes: [ { id: all, upstream: users } ]
      upstreams:
        - { id: users, targets: [ { address: "${origin}" }, { address: "${origin2}" } ] }
      """;

  private final StubOrigin first = StubOrigin.answering(200, "first");
  private final StubOrigin second = StubOrigin.answering(200, "second");
  private final HttpClient operator = HttpClient.newHttpClient();
  private TestGateway gateway;

  @BeforeEach
  void start() {
    gateway = TestGateway.start(YAML, first, second);
  }

  @AfterEach
  void stop() {
    gateway.close();
    first.close();
    second.close();
  }

  @Test
  void aDrainedEndpointGetsNoRequestUntilItIsBack() throws Exception {
    send(4);
    assertThat(first.requests()).hasSize(2);

    assertThat(say(first, "drain").body()).contains("\"serving\":false", "\"operator\":\"drain\"");
    first.clear();
    send(20);
    assertThat(first.requests()).isEmpty();

    gateway.reload(YAML + "consul: { datacenter: other }\n");
    send(20);
    assertThat(first.requests()).as("after a reload").isEmpty();

    assertThat(say(first, "auto").body()).contains("\"serving\":true", "\"operator\":\"auto\"");
    send(20);
    assertThat(first.requests()).hasSize(10);
  }

  @Test
  void whatIsInFlightEnds() throws Exception {
    CountDownLatch arrived = new CountDownLatch(2);
    CountDownLatch go = new CountDownLatch(1);
    for (StubOrigin origin : new StubOrigin[] {first, second}) {
      origin.answer(
          (request, connection) -> {
            arrived.countDown();
            Await.open(go);
            connection.answer(200, "late");
          });
    }
    RawClient one = gateway.connect().get("/");
    RawClient other = gateway.connect().get("/");
    Await.open(arrived);

    assertThat(say(first, "drain").body()).contains("\"operator\":\"drain\",\"in_flight\":1,");
    go.countDown();
    assertThat(one.read().text()).isEqualTo("late");
    assertThat(other.read().text()).isEqualTo("late");
    Await.until("it is drained", () -> list().contains("\"operator\":\"drain\",\"in_flight\":0,"));
  }

  @Test
  void isObeyedEvenWhenNoneIsLeft() throws Exception {
    say(first, "drain");
    say(second, "down");
    assertThat(gateway.connect().get("/").read().problem()).isEqualTo("no_endpoint");
    say(second, "up");
    assertThat(gateway.connect().get("/").read().text()).isEqualTo("second");
  }

  @Test
  void theMetricsSayThatItIsOut() throws Exception {
    String series =
        "sluice_endpoint_healthy{endpoint=\"" + first.address() + "\",upstream=\"users\"}";
    assertThat(gateway.metric(series)).isEqualTo(1);
    say(first, "down");
    assertThat(gateway.metric(series)).isZero();
  }

  @Test
  void anUpstreamOfAnotherConfigIsNotFound() throws Exception {
    gateway.reload(YAML.replace("users", "people"));
    assertThat(say(first, "drain").statusCode()).isEqualTo(404);
  }

  private void send(int requests) {
    RawClient client = gateway.connect();
    for (int i = 0; i < requests; i++) {
      assertThat(client.get("/").read().status()).isEqualTo(200);
    }
  }

  private HttpResponse<String> say(StubOrigin origin, String state) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(uri("/" + origin.address() + "/state"))
            .version(HttpClient.Version.HTTP_1_1)
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString("{\"state\": \"" + state + "\"}"))
            .build();
    return operator.send(request, BodyHandlers.ofString());
  }

  private String list() {
    HttpRequest request =
        HttpRequest.newBuilder(uri("")).version(HttpClient.Version.HTTP_1_1).build();
    return operator.sendAsync(request, BodyHandlers.ofString()).join().body();
  }

  private URI uri(String below) {
    InetSocketAddress admin = gateway.gateway().adminAddress();
    return URI.create(
        "http://127.0.0.1:" + admin.getPort() + "/admin/v1/upstreams/users/endpoints" + below);
  }
}
