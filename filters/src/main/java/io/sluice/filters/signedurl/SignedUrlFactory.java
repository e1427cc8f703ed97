package io.sluice.filters.signedurl;

import io.sluice.gateway.api.AuthenticationFilter;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.FilterFactory;
import io.sluice.gateway.api.FilterPlace;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Makes {@code signed_url} filters. */
public final class SignedUrlFactory implements FilterFactory<SignedUrlConfig> {
  private final InstantSource clock;

  /** With the system's clock. */
  public SignedUrlFactory() {
    this(InstantSource.system());
  }

  SignedUrlFactory(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public String name() {
    return "signed_url";
  }

  @Override
  public String description() {
    return "Lets in whoever has a link that was signed for the request, for a time.";
  }

  @Override
  public Class<SignedUrlConfig> configType() {
    return SignedUrlConfig.class;
  }

  /** Without it the rest is no link. */
  @Override
  public Set<String> secretParameters(SignedUrlConfig config) {
    return Set.of(config.parameterPrefix() + Link.SIGNATURE);
  }

  /** A key without consumer may be called like none of them. */
  @Override
  public FilterPlace.Callers callers(SignedUrlConfig config) {
    return config.keys().stream().allMatch(key -> key.consumer() != null)
        ? FilterPlace.Callers.CONSUMERS
        : FilterPlace.Callers.ANYBODY;
  }

  @Override
  public List<String> warnings(SignedUrlConfig config, FilterPlace place) {
    List<String> warnings = new ArrayList<>();
    for (int i = 0; i < config.keys().size(); i++) {
      String consumer = config.keys().get(i).consumer();
      if (consumer != null && !place.consumers().contains(consumer)) {
        warnings.add(
            "keys["
                + i
                + "].consumer: "
                + consumer
                + " is no consumer of the config, so the key's links get 401 (add the consumer, or"
                + " leave the option out)");
      }
    }
    return warnings;
  }

  @Override
  public Filter create(SignedUrlConfig config, FilterContext context) {
    return new AuthenticationFilter(new SignedUrl(config, context.consumers(), clock));
  }
}
