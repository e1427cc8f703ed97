package io.sluice.filters.headers;

import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.FilterFactory;

/** Makes {@code headers} filters. */
public final class HeadersFactory implements FilterFactory<HeadersConfig> {

  @Override
  public String name() {
    return "headers";
  }

  @Override
  public String description() {
    return "Removes, sets, adds and defaults fields of requests and responses.";
  }

  @Override
  public Class<HeadersConfig> configType() {
    return HeadersConfig.class;
  }

  @Override
  public Filter create(HeadersConfig config, FilterContext context) {
    CompiledEdits request = CompiledEdits.of("request", config.request());
    CompiledEdits response = CompiledEdits.of("response", config.response());
    if (config.request().isEmpty() && config.response().isEmpty()) {
      throw new IllegalArgumentException(
          "request: no edit here or in response (expected: remove, set, add or default)");
    }
    if (config.response().isEmpty()) {
      return new RequestEdits(request);
    }
    return config.request().isEmpty()
        ? new ResponseEdits(response)
        : new BothEdits(request, response);
  }
}
