package io.sluice.filters.basicauth;

import io.sluice.filters.auth.ConsumerField;
import io.sluice.gateway.api.AuthenticationFilter;
import io.sluice.gateway.api.Credential;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.FilterFactory;
import io.sluice.gateway.api.FilterPlace;
import java.util.List;

/** Makes {@code basic_auth} filters. */
public final class BasicAuthFactory implements FilterFactory<BasicAuthConfig> {

  @Override
  public String name() {
    return "basic_auth";
  }

  @Override
  public String description() {
    return "Lets consumers in by name and password.";
  }

  @Override
  public Class<BasicAuthConfig> configType() {
    return BasicAuthConfig.class;
  }

  @Override
  public FilterPlace.Callers callers(BasicAuthConfig config) {
    return FilterPlace.Callers.CONSUMERS;
  }

  @Override
  public List<String> warnings(BasicAuthConfig config, FilterPlace place) {
    return place.nobodyHas("username and password_hash", Credential.Kind.PASSWORD);
  }

  @Override
  public Filter create(BasicAuthConfig config, FilterContext context) {
    return new AuthenticationFilter(
        new BasicAuth(
            config,
            ConsumerField.of(config.consumerHeader()),
            context.consumers(),
            Passwords.of(config.cacheTtl(), context)));
  }
}
