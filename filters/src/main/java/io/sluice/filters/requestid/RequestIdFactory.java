package io.sluice.filters.requestid;

import io.sluice.filters.field.FieldName;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.FilterFactory;

/** Makes {@code request_id} filters. */
public final class RequestIdFactory implements FilterFactory<RequestIdConfig> {

  @Override
  public String name() {
    return "request_id";
  }

  @Override
  public String description() {
    return "Puts the request's id on the request for the origin and on the response for the client.";
  }

  @Override
  public Class<RequestIdConfig> configType() {
    return RequestIdConfig.class;
  }

  @Override
  public Filter create(RequestIdConfig config, FilterContext context) {
    var header = FieldName.endToEnd("header", config.header());
    return config.response() ? new EchoedRequestId(header) : new RequestId(header);
  }
}
