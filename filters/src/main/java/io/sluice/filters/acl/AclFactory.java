package io.sluice.filters.acl;

import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.FilterFactory;

/** Makes {@code acl} filters. */
public final class AclFactory implements FilterFactory<AclConfig> {

  @Override
  public String name() {
    return "acl";
  }

  @Override
  public String description() {
    return "Says which of the callers that are known may pass.";
  }

  @Override
  public Class<AclConfig> configType() {
    return AclConfig.class;
  }

  @Override
  public Filter create(AclConfig config, FilterContext context) {
    return new Acl(Rule.all(config.allow()), Rule.all(config.deny()), context.consumers());
  }
}
