package io.sluice.filters.signedurl;

import io.sluice.gateway.api.AuthenticationFilter;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.FilterFactory;
import java.time.InstantSource;
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

  @Override
  public Filter create(SignedUrlConfig config, FilterContext context) {
    return new AuthenticationFilter(new SignedUrl(config, context.consumers(), clock));
  }
}
