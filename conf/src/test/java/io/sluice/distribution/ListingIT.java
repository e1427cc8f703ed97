package io.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ListingIT {

  @Test
  void schemaIsJsonAndKnowsTheFilters() throws Exception {
    Outcome outcome = Launcher.built().run("schema");

    assertThat(outcome.code()).isZero();
    JsonNode schema = JsonMapper.shared().readTree(outcome.out());
    assertThat(schema.get("$schema").asString()).contains("json-schema.org");
    assertThat(schema.get("properties").propertyNames()).contains("listeners", "routes");
    assertThat(outcome.out()).contains("request_id", "ip_restriction");
  }

  @Test
  void filtersAreListedWithTheirOptionsAndDefaults() throws Exception {
    Outcome outcome = Launcher.built().run("filters");

    assertThat(outcome.code()).isZero();
    assertThat(outcome.out().lines())
        .contains("compression", "cors", "headers", "ip_restriction", "request_id", "request_size")
        .anyMatch(line -> line.matches(" +header +.*x-request-id.*"));
  }
}
