package io.sluice.admin;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Asks the admin API, and holds each question and answer against what its OpenAPI page says. */
final class Client {
  static final String[] NONE = {};
  static final String[] JSON = {"content-type", "application/json"};
  static final String[] YAML = {"content-type", "application/yaml"};
  static final String[] MERGE = {"content-type", "application/merge-patch+json"};
  static final String[] PATCH = {"content-type", "application/json-patch+json"};

  private final HttpClient http = HttpClient.newHttpClient();
  private final String base;

  Client(InetSocketAddress server) {
    base = "http://127.0.0.1:" + server.getPort();
  }

  /** An answer. */
  record Said(int status, String body, HttpResponse<String> whole) {
    JsonNode json() {
      return io.sluice.admin.Json.exact(body);
    }

    String reason() {
      return json().path("reason").asString("");
    }

    String header(String name) {
      return whole.headers().firstValue(name).orElse("");
    }

    String etag() {
      return header("etag");
    }
  }

  Said get(String path, String... headers) throws IOException, InterruptedException {
    return send("GET", path, null, headers);
  }

  Said delete(String path, String... headers) throws IOException, InterruptedException {
    return send("DELETE", path, null, headers);
  }

  Said post(String path, @Nullable String json, String... headers)
      throws IOException, InterruptedException {
    return send("POST", path, json, json == null ? headers : with(JSON, headers));
  }

  Said put(String path, String json, String... headers) throws IOException, InterruptedException {
    return send("PUT", path, json, with(JSON, headers));
  }

  Said merge(String path, String json, String... headers) throws IOException, InterruptedException {
    return send("PATCH", path, json, with(MERGE, headers));
  }

  Said patch(String path, String json, String... headers) throws IOException, InterruptedException {
    return send("PATCH", path, json, with(PATCH, headers));
  }

  static String[] with(String[] some, String... more) {
    String[] all = Arrays.copyOf(some, some.length + more.length);
    System.arraycopy(more, 0, all, some.length, more.length);
    return all;
  }

  /** Single quotes of bodies stand for double ones, unless there are double ones. */
  Said send(String method, String path, @Nullable String body, String... headers)
      throws IOException, InterruptedException {
    String v1 = path.equals("/drain") ? path : "/admin/v1" + path;
    String text = body == null || body.contains("\"") ? body : body.replace('\'', '"');
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + v1))
            .method(method, text == null ? BodyPublishers.noBody() : BodyPublishers.ofString(text));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
    OpenApiPage.check(request.build(), text, answer);
    return new Said(answer.statusCode(), answer.body(), answer);
  }
}
