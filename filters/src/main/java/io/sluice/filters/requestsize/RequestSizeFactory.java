package io.sluice.filters.requestsize;

import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.FilterFactory;

/** Makes {@code request_size} filters. */
public final class RequestSizeFactory implements FilterFactory<RequestSizeConfig> {

  @Override
  public String name() {
    return "request_size";
  }

  @Override
  public String description() {
    return "Refuses requests whose body is longer than a limit, with 413.";
  }

  @Override
  public Class<RequestSizeConfig> configType() {
    return RequestSizeConfig.class;
  }

  @Override
  public Filter create(RequestSizeConfig config, FilterContext context) {
    return new RequestSize(config.max().bytes(), context.slot());
  }
}
