package io.sluice.filters.keyauth;

import io.sluice.filters.auth.ConsumerField;
import io.sluice.filters.field.FieldName;
import io.sluice.gateway.api.AuthenticationFilter;
import io.sluice.gateway.api.Credential;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.FilterFactory;
import io.sluice.gateway.api.FilterPlace;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Makes {@code key_auth} filters. */
public final class KeyAuthFactory implements FilterFactory<KeyAuthConfig> {

  @Override
  public String name() {
    return "key_auth";
  }

  @Override
  public String description() {
    return "Lets consumers in by a key.";
  }

  @Override
  public Class<KeyAuthConfig> configType() {
    return KeyAuthConfig.class;
  }

  @Override
  public Set<String> secretParameters(KeyAuthConfig config) {
    return config.in() == KeyAuthConfig.Place.QUERY ? Set.of(config.name()) : Set.of();
  }

  @Override
  public FilterPlace.Callers callers(KeyAuthConfig config) {
    return FilterPlace.Callers.CONSUMERS;
  }

  @Override
  public List<String> warnings(KeyAuthConfig config, FilterPlace place) {
    List<String> warnings =
        new ArrayList<>(place.nobodyHas("key or key_sha256", Credential.Kind.KEY));
    if (config.in() == KeyAuthConfig.Place.QUERY) {
      warnings.add("in: query, so keys get into histories and the logs of proxies (use header)");
    }
    return warnings;
  }

  @Override
  public Filter create(KeyAuthConfig config, FilterContext context) {
    if (config.in() == KeyAuthConfig.Place.HEADER) {
      FieldName.endToEnd("name", config.name());
      FieldName.checkOther(
          "consumer_header", config.consumerHeader(), config.name(), "which has the key");
    }
    return new AuthenticationFilter(
        new KeyAuth(config, ConsumerField.of(config.consumerHeader()), context.consumers()));
  }
}
