package io.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The dashboard's files as a client gets them. */
class DashboardFilesTest {
  private static final Pattern IMPORT = Pattern.compile("from '\\./([\\w.-]+)'");
  private static final Pattern LINK = Pattern.compile("(?:href|src)=\"([\\w.-]+)\"");
  private static final int MOST_BYTES = 400 * 1024;

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

  @ParameterizedTest
  @CsvSource({
    "/,            text/html; charset=utf-8",
    "/style.css,   text/css; charset=utf-8",
    "/app.js,      text/javascript; charset=utf-8",
    "/js-yaml.mjs, text/javascript; charset=utf-8",
    "/icon.svg,    image/svg+xml"
  })
  void areServedWithTheirTypeAndNoLeaveToDoMore(String path, String type) throws Exception {
    HttpResponse<String> answer = get(path);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(header(answer, "content-type")).isEqualTo(type);
    assertThat(header(answer, "content-security-policy"))
        .startsWith(
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
                + " img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'none';"
                + " frame-ancestors 'none'");
    assertThat(header(answer, "x-content-type-options")).isEqualTo("nosniff");
    assertThat(header(answer, "x-frame-options")).isEqualTo("DENY");
    assertThat(header(answer, "referrer-policy")).isEqualTo("no-referrer");
    assertThat(header(answer, "cross-origin-opener-policy")).isEqualTo("same-origin");
  }

  @Test
  void areAllThatThePageAsksForAndAreSmall() throws Exception {
    Set<String> seen = new HashSet<>(Set.of("/"));
    Deque<String> open = new ArrayDeque<>(seen);
    long bytes = 0;
    while (!open.isEmpty()) {
      String path = open.poll();
      HttpResponse<String> answer = get(path);
      assertThat(answer.statusCode()).as(path).isEqualTo(200);
      bytes += answer.headers().firstValueAsLong("content-length").orElseThrow();
      Matcher next = (path.equals("/") ? LINK : IMPORT).matcher(answer.body());
      while (next.find()) {
        if (seen.add("/" + next.group(1))) {
          open.add("/" + next.group(1));
        }
      }
    }
    assertThat(seen).hasSize(23);
    assertThat(bytes).isLessThan(MOST_BYTES);
  }

  @Test
  void areNotSentAgainToWhoHasThem() throws Exception {
    HttpResponse<String> first = get("/app.js");
    assertThat(header(first, "cache-control")).isEqualTo("no-cache");
    String etag = header(first, "etag");
    assertThat(etag).matches("\"[0-9a-f]{16}\"");
    HttpResponse<String> again = get("/app.js", "if-none-match", "\"x\", " + etag);
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(header(again, "etag")).isEqualTo(etag);
    assertThat(get("/app.js", "if-none-match", "\"x\"").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/index.html",
        "/dom",
        "/../app.js",
        "/%2e%2e/app.js",
        "/./app.js",
        "//app.js",
        "/app.js/",
        "/app.js%00",
        "/APP.JS",
        "/logback.xml",
        "/META-INF/MANIFEST.MF",
        "/js-yaml.mjs.map"
      })
  void areTheOnlyOnes(String path) throws Exception {
    try (Wire wire = new Wire(server.address())) {
      wire.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
      assertThat(wire.readAll()).startsWith("HTTP/1.1 404 ");
    }
  }

  @Test
  void haveNoScriptOrStyleInTheirMarkupAndMakeNoneOfTexts() throws Exception {
    assertThat(get("/").body()).doesNotContain(" style=", "<style", " onclick", "javascript:");
    assertThat(get("/").body()).doesNotContainPattern("<script(?! type=\"module\" src=)");
    for (String script : List.of("app", "dom", "diff", "editor", "review", "routes", "try")) {
      assertThat(get("/" + script + ".js").body())
          .doesNotContain(
              "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(");
    }
  }

  @Test
  void figuresOfARouteAreCountsSinceTheStart() throws Exception {
    gateway.routes.put("users", RatesTest.figures(8, 2, 3, 5, 2, 1));
    HttpResponse<String> answer = get("/admin/v1/routes/users/figures");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .isEqualTo(
            """
            {"route":"users","requests":8,"errors":2,"local":0,"in_flight":3,\
            "buckets":[0.01,0.1,null],"durations":[5,2,1]}
            """);
    HttpResponse<String> none = get("/admin/v1/routes/nobody/figures");
    assertThat(none.statusCode()).isEqualTo(404);
    assertThat(none.body()).contains("\"reason\":\"no_such_route\"");
  }

  private HttpResponse<String> get(String path, String... headers) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.address().getPort() + path);
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).version(HttpClient.Version.HTTP_1_1);
    return client.send(
        (headers.length == 0 ? request : request.headers(headers)).build(),
        BodyHandlers.ofString());
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }
}
