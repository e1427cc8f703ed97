package io.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The page that says what the API is, held against what it does. */
final class OpenApiPage {
  static final ObjectNode PAGE = (ObjectNode) Json.exact(Media.json(Overview.openApi()));

  private static final Map<String, Schema> SCHEMAS = new ConcurrentHashMap<>();

  private OpenApiPage() {}

  /** Holds an exchange against the page. */
  static void check(HttpRequest request, @Nullable String body, HttpResponse<String> answer) {
    String path = request.uri().getRawPath();
    String template = template(path);
    int status = answer.statusCode();
    if (template == null) {
      assertThat(status).as(path).isIn(400, 401, 403, 404, 429);
      return;
    }
    JsonNode place = PAGE.path("paths").path(template);
    String method = request.method().toLowerCase(Locale.ROOT);
    JsonNode operation = place.path(method.equals("head") ? "get" : method);
    String what = method + " " + template + " " + status;
    if (operation.isMissingNode()) {
      assertThat(status).as(what).isIn(401, 403, 405, 429);
      return;
    }
    if (status < 400) {
      assertThat(parameters(place, operation)).as(what).containsAll(asked(request));
      checkBody(what, operation, request, body);
    }
    JsonNode responses = operation.path("responses");
    JsonNode response = responses.path(Integer.toString(status));
    if (response.isMissingNode()) {
      assertThat(status).as(what).isGreaterThanOrEqualTo(400);
      response = PAGE.at(responses.path("default").path("$ref").asString("").substring(1));
    }
    for (Map.Entry<String, JsonNode> header : response.path("headers").properties()) {
      boolean trial = answer.body().startsWith("{\"valid\"") || answer.body().startsWith("valid:");
      assertThat(trial || answer.headers().firstValue(header.getKey()).isPresent())
          .as(what + " " + header.getKey())
          .isTrue();
    }
    JsonNode content = response.path("content");
    if (content.isMissingNode() || method.equals("head")) {
      assertThat(answer.body()).as(what).isEmpty();
      return;
    }
    String type = answer.headers().firstValue("content-type").orElse("").split(";", 2)[0];
    JsonNode schema = content.path(type).path("schema");
    assertThat(schema.isMissingNode()).as(what + " " + type).isFalse();
    if (!type.startsWith("text/")) {
      String json = type.equals(Media.YAML) ? Media.json(answer.body()) : answer.body();
      assertThat(errors(schema, json)).as(what + " " + json).isEmpty();
    }
  }

  private static void checkBody(
      String what, JsonNode operation, HttpRequest request, @Nullable String body) {
    JsonNode content = operation.path("requestBody").path("content");
    assertThat(content.isMissingNode()).as(what + " body").isEqualTo(body == null);
    if (body != null) {
      String type = request.headers().firstValue("content-type").orElse("").split(";", 2)[0];
      JsonNode schema = content.path(type).path("schema");
      assertThat(schema.isMissingNode()).as(what + " " + type).isFalse();
      String json = type.equals(Media.YAML) ? Media.json(body) : body;
      assertThat(errors(schema, json)).as(what + " " + json).isEmpty();
    }
  }

  private static List<Error> errors(JsonNode schema, String json) {
    return SCHEMAS
        .computeIfAbsent(schema.toString(), OpenApiPage::schema)
        .validate(Json.exact(json.startsWith("\uFEFF") ? json.substring(1) : json));
  }

  private static Schema schema(String schema) {
    ObjectNode root = (ObjectNode) Json.exact(schema);
    root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    root.set("components", PAGE.get("components"));
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(root);
  }

  private static Set<String> asked(HttpRequest request) {
    return new QueryStringDecoder(request.uri().toString()).parameters().keySet();
  }

  private static Set<String> parameters(JsonNode place, JsonNode operation) {
    Set<String> names = new HashSet<>();
    for (JsonNode list : List.of(place.path("parameters"), operation.path("parameters"))) {
      for (JsonNode parameter : list) {
        JsonNode meant = PAGE.at(parameter.path("$ref").asString("").substring(1));
        assertThat(meant.isMissingNode()).as(parameter.toString()).isFalse();
        if (meant.path("in").asString("").equals("query")) {
          names.add(meant.path("name").asString(""));
        }
      }
    }
    return names;
  }

  /** The path of the page that a request's path is of; words come before variables. */
  static @Nullable String template(String path) {
    String found = null;
    for (String template : PAGE.path("paths").propertyNames()) {
      boolean matches = new PathPattern(template).match(path) != null;
      if (matches && (found == null || !template.contains("{"))) {
        found = template;
      }
    }
    return found;
  }
}
