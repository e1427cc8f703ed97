package io.sluice.filters;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.filters.cors.CorsFactory;
import io.sluice.gateway.config.ConfigSchema;
import java.util.List;
import org.junit.jupiter.api.Test;

class SchemaTest {

  @Test
  void corsNeedsItsOrigins() {
    assertThat(
            ConfigSchema.tree(List.of(new CorsFactory()))
                .at("/$defs/filter_cors/required")
                .toString())
        .isEqualTo("[\"allow_origins\"]");
  }

  @Test
  void tellsTheOptionsOfEveryFilter() {
    String schema = ConfigSchema.tree(FactoriesTest.factories()).toString();

    assertThat(schema).contains("filter_any_of", "filter_jwt_auth", "filter_forward_auth");
  }
}
