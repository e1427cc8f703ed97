package io.sluice.gateway.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DemoOriginsTest {
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private DemoOrigins origins;

  @BeforeEach
  void start() throws IOException {
    origins = new DemoOrigins();
  }

  @AfterEach
  void stop() {
    origins.close();
  }

  @Test
  void echoShowsTheWholeRequest() throws Exception {
    HttpRequest request =
        request("DEMO_ECHO", "/a/b?c=d")
            .header("X-Seen", "yes")
            .method("PUT", BodyPublishers.ofString("hello"))
            .build();

    JsonNode seen = JsonMapper.shared().readTree(send(request).body());

    assertThat(seen.get("method").asString()).isEqualTo("PUT");
    assertThat(seen.get("path").asString()).isEqualTo("/a/b?c=d");
    assertThat(seen.get("headers").get("x-seen").asString()).isEqualTo("yes");
    assertThat(seen.get("body").asString()).isEqualTo("hello");
  }

  @Test
  void echoAnswersHeadWithoutABody() throws Exception {
    HttpRequest request = request("DEMO_ECHO", "/").method("HEAD", BodyPublishers.noBody()).build();
    assertThat(send(request).statusCode()).isEqualTo(200);
  }

  @Test
  void slowSaysHowLongItTook() throws Exception {
    assertThat(send(request("DEMO_SLOW", "/?ms=1").build()).body())
        .isEqualTo("answered after 1 ms\n");
  }

  @ParameterizedTest
  @CsvSource({"ms=0,0", "ms=60000,60000", "ms=60001,-1", "ms=-5,-1", "ms=x,-1", "other=1,1000"})
  void slowReadsItsWaitFromTheQuery(String query, int millis) {
    assertThat(SlowOrigin.millis(query)).isEqualTo(millis);
  }

  @Test
  void flakyFailsEveryOtherRequestInTwoWays() throws Exception {
    HttpRequest request = request("DEMO_FLAKY", "/").POST(BodyPublishers.noBody()).build();

    assertThat(send(request).statusCode()).isEqualTo(503);
    assertThat(send(request).statusCode()).isEqualTo(200);
    assertThatThrownBy(() -> send(request)).isInstanceOf(IOException.class);
    assertThat(send(request).statusCode()).isEqualTo(200);
  }

  private HttpRequest.Builder request(String origin, String path) {
    return HttpRequest.newBuilder(URI.create("http://" + origins.variables().get(origin) + path));
  }

  private HttpResponse<String> send(HttpRequest request) throws Exception {
    return client.send(request, BodyHandlers.ofString());
  }
}
