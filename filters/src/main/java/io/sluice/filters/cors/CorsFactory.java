package io.sluice.filters.cors;

import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.FilterFactory;

/** Makes {@code cors} filters. */
public final class CorsFactory implements FilterFactory<CorsConfig> {

  @Override
  public String name() {
    return "cors";
  }

  @Override
  public String description() {
    return "Lets scripts of other origins use the route: answers preflights, marks responses.";
  }

  @Override
  public Class<CorsConfig> configType() {
    return CorsConfig.class;
  }

  @Override
  public Filter create(CorsConfig config, FilterContext context) {
    AllowedOrigins origins = AllowedOrigins.of("allow_origins", config.allowOrigins());
    if (origins.isAny() && config.allowCredentials()) {
      throw new IllegalArgumentException(
          "allow_credentials: true with allow_origins [\"*\"]"
              + " (expected: the origins by name; any site could act as its visitors)");
    }
    return new Cors(origins, PreflightAnswer.of(config), ResponseMarks.of(config), context.slot());
  }
}
