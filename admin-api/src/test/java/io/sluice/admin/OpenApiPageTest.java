package io.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.api.GatewayError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** What the API serves and what its page lists are the same. */
class OpenApiPageTest {
  private static final List<String> METHODS = List.of("get", "put", "post", "patch", "delete");

  @Test
  void listsEveryMethodOfEveryPathAndNoOther() {
    FakeGateway gateway = new FakeGateway();
    GatewayError full = GatewayError.client(503, "full");
    try (Background background = new Background("test", 1, full, full)) {
      ConfigResources config =
          new ConfigResources(
              gateway,
              gateway.compiled,
              new AuditLog(),
              background,
              background,
              background,
              background);
      Map<String, String> served = new TreeMap<>();
      List<Place> all = new ArrayList<>(config.places());
      all.addAll(
          new CacheResources(
                  gateway, gateway.compiled, background, background, Duration.ZERO, new AuditLog())
              .places());
      for (Place place :
          new Resources(
                  gateway,
                  background,
                  background,
                  Resource.readable((call, reply) -> {}),
                  new AuditLog(),
                  all)
              .places()) {
        String[] values = new String[9];
        Arrays.fill(values, "1");
        Resource resource = place.resource().apply(List.of(values));
        resource
            .methods()
            .forEach(
                (method, operation) ->
                    served.put(
                        place.text() + " " + method,
                        new TreeSet<>(operation.parameters()) + " " + (operation.mostBody() > 0)));
      }
      assertThat(listed()).isEqualTo(served);
    }
  }

  private static Map<String, String> listed() {
    Map<String, String> listed = new TreeMap<>();
    for (Map.Entry<String, JsonNode> path : OpenApiPage.PAGE.path("paths").properties()) {
      for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
        if (METHODS.contains(method.getKey())) {
          TreeSet<String> query = new TreeSet<>();
          for (JsonNode parameter : method.getValue().path("parameters")) {
            JsonNode meant = OpenApiPage.PAGE.at(parameter.path("$ref").asString("").substring(1));
            if (meant.path("in").asString("").equals("query")) {
              query.add(meant.path("name").asString(""));
            }
          }
          listed.put(
              path.getKey() + " " + method.getKey().toUpperCase(Locale.ROOT),
              query + " " + method.getValue().has("requestBody"));
        }
      }
    }
    return listed;
  }

  /** A reference to nowhere would let everything pass. */
  @ParameterizedTest
  @MethodSource("references")
  void everyReferenceLeadsSomewhere(String reference) {
    assertThat(OpenApiPage.PAGE.at(reference.substring(1)).isMissingNode()).isFalse();
  }

  static Stream<String> references() {
    return OpenApiPage.PAGE.findValuesAsString("$ref").stream().distinct();
  }

  @Test
  void isOpenApi31WithWhatThatAsksFor() {
    JsonNode page = OpenApiPage.PAGE;
    assertThat(page.path("openapi").asString()).isEqualTo("3.1.0");
    assertThat(page.path("info").propertyNames()).contains("title", "version");
    for (Map.Entry<String, JsonNode> path : page.path("paths").properties()) {
      assertThat(path.getKey()).startsWith("/");
      for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
        if (METHODS.contains(method.getKey())) {
          assertThat(method.getValue().path("responses").isEmpty()).isFalse();
          method
              .getValue()
              .path("responses")
              .forEach(
                  response ->
                      assertThat(response.has("description") || response.has("$ref")).isTrue());
        }
      }
    }
  }
}
