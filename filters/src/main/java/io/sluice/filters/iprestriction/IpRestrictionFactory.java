package io.sluice.filters.iprestriction;

import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.FilterFactory;

/** Makes {@code ip_restriction} filters. */
public final class IpRestrictionFactory implements FilterFactory<IpRestrictionConfig> {

  @Override
  public String name() {
    return "ip_restriction";
  }

  @Override
  public String description() {
    return "Lets clients in or keeps them out by their address.";
  }

  @Override
  public Class<IpRestrictionConfig> configType() {
    return IpRestrictionConfig.class;
  }

  @Override
  public boolean guards(IpRestrictionConfig config) {
    return true;
  }

  @Override
  public Filter create(IpRestrictionConfig config, FilterContext context) {
    if (config.allow().isEmpty() && config.deny().isEmpty()) {
      throw new IllegalArgumentException("allow: [] (expected: a network here or in deny)");
    }
    return new IpRestriction(
        AddressSet.of(config.allow()), AddressSet.of(config.deny()), config.status());
  }
}
