package io.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the demo promises a newcomer, line by line. */
@TestInstance(Lifecycle.PER_CLASS)
class DemoIT {
  private Run demo;
  private Client gateway;
  private Client admin;

  @BeforeAll
  void start() throws Exception {
    int port = Ports.free();
    int adminPort = Ports.free();
    demo =
        Launcher.built()
            .with("SLUICE_DEMO_PORT", Integer.toString(port))
            .with("SLUICE_DEMO_ADMIN_PORT", Integer.toString(adminPort))
            .start("demo");
    gateway = new Client(port);
    admin = new Client(adminPort);
    demo.awaitOutput("Ctrl-C ends it");
    demo.awaitOutput("curl -i http://127.0.0.1:" + port + "/");
  }

  @AfterAll
  void drainsAndEndsWithZero() throws Exception {
    try (Run ends = demo) {
      ends.signal("TERM");
      assertThat(ends.outcome().code()).isZero();
    }
  }

  @Test
  void rewritesPathAndHeaders() throws Exception {
    HttpResponse<String> response = gateway.get("/echo/hello?x=1");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("x-served-by")).contains("sluice");
    JsonNode seen = JsonMapper.shared().readTree(response.body());
    assertThat(seen.get("path").asString()).isEqualTo("/hello?x=1");
    assertThat(seen.get("headers").get("x-demo").asString()).isEqualTo("GET by 127.0.0.1");
    assertThat(seen.get("headers").get("via").asString()).isEqualTo("1.1 sluice");
    assertThat(seen.get("headers").has("user-agent")).isFalse();
  }

  @Test
  void routesByTemplateAndByHeader() throws Exception {
    assertThat(gateway.get("/users/7/orders/2026/11").body()).contains("/customer-7/2026/11");
    assertThat(gateway.get("/echo/hello", "x-beta", "yes").body()).contains("/beta/hello");
  }

  @Test
  void flakyNeverFailsForTheClient() throws Exception {
    for (int i = 0; i < 12; i++) {
      assertThat(gateway.get("/flaky").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void slowIsCutByTheRoutesTimeout() throws Exception {
    assertThat(gateway.get("/slow?ms=50").body()).isEqualTo("answered after 50 ms\n");

    HttpResponse<String> response = gateway.get("/slow?ms=10000");
    assertThat(response.statusCode()).isEqualTo(504);
    assertThat(response.headers().firstValue("content-type")).contains("application/problem+json");
    assertThat(response.body()).contains("\"request_id\"");
  }

  @Test
  void limitsBodiesRequestsAndAddresses() throws Exception {
    assertThat(gateway.send("POST", "/upload", "x".repeat(1024)).statusCode()).isEqualTo(200);
    assertThat(gateway.send("POST", "/upload", "x".repeat(2000)).statusCode()).isEqualTo(413);
    assertThat(gateway.get("/private").statusCode()).isEqualTo(403);

    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      answers.add(gateway.getLater("/busy?ms=500"));
    }
    assertThat(answers)
        .extracting(answer -> answer.get().statusCode())
        .containsOnly(200, 503)
        .filteredOn(status -> status == 200)
        .hasSizeGreaterThanOrEqualTo(2);
  }

  @Test
  void limitsRatesAndSaysWhenToComeAgain() throws Exception {
    for (int i = 0; i < 3; i++) {
      assertThat(gateway.get("/limited").statusCode()).isEqualTo(200);
    }
    HttpResponse<String> refused = gateway.get("/limited");
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.headers().firstValue("retry-after")).isPresent();
  }

  @Test
  void fallsBackWhereNobodyIsAndStopsAsking() throws Exception {
    for (int i = 0; i < 4; i++) {
      assertThat(gateway.get("/gone").body()).isEqualTo("Nobody is there; this is the fallback.\n");
    }
    assertThat(admin.get("/metrics").body()).contains("sluice_breaker_state{route=\"gone\"} 1");
  }

  @Test
  void answersByItself() throws Exception {
    assertThat(gateway.get("/").body()).isEqualTo("Hello 127.0.0.1, this is Sluice.\n");
    HttpResponse<String> redirect = gateway.get("/old/path");
    assertThat(redirect.statusCode()).isEqualTo(308);
    assertThat(redirect.headers().firstValue("location").orElse("")).endsWith("/echo/old/path");
    assertThat(gateway.get("/nowhere").statusCode()).isEqualTo(404);
    HttpResponse<String> refused = gateway.send("DELETE", "/users/7/orders/1", "");
    assertThat(refused.statusCode()).isEqualTo(405);
    assertThat(refused.headers().firstValue("allow").orElse("")).contains("GET").contains("POST");
  }

  @Test
  void showsMetricsAndHealth() throws Exception {
    gateway.get("/");
    assertThat(admin.get("/metrics").body()).contains("sluice_requests_total");
    assertThat(admin.get("/health/ready").statusCode()).isEqualTo(200);
    assertThat(admin.get("/health/live").statusCode()).isEqualTo(200);
  }
}
