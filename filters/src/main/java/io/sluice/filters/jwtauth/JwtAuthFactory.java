package io.sluice.filters.jwtauth;

import io.sluice.filters.auth.ConsumerField;
import io.sluice.filters.auth.Offload;
import io.sluice.filters.field.FieldName;
import io.sluice.filters.jwt.Callers;
import io.sluice.filters.jwt.ClaimFields;
import io.sluice.filters.jwt.ClaimPath;
import io.sluice.filters.jwt.ClaimRules;
import io.sluice.filters.jwt.KeyAddress;
import io.sluice.filters.jwt.Keys;
import io.sluice.filters.jwt.PublishedKeys;
import io.sluice.filters.jwt.TokenCache;
import io.sluice.filters.jwt.TokenVerifier;
import io.sluice.filters.meter.RouteCounters;
import io.sluice.gateway.api.AuthenticationFilter;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.FilterFactory;
import io.sluice.gateway.api.FilterPlace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Makes {@code jwt_auth} filters. */
public final class JwtAuthFactory implements FilterFactory<JwtAuthConfig> {
  private final LongSupplier clock;

  /** By the system's clock. */
  public JwtAuthFactory() {
    this(() -> System.currentTimeMillis() / 1000);
  }

  /**
   * @param clock seconds since 1970
   */
  JwtAuthFactory(LongSupplier clock) {
    this.clock = clock;
  }

  @Override
  public String name() {
    return "jwt_auth";
  }

  @Override
  public String description() {
    return "Lets in whoever has a token (JWT) that an issuer of the config has signed.";
  }

  @Override
  public Class<JwtAuthConfig> configType() {
    return JwtAuthConfig.class;
  }

  @Override
  public FilterPlace.Callers callers(JwtAuthConfig config) {
    return config.knownConsumers() ? FilterPlace.Callers.CONSUMERS : FilterPlace.Callers.ANYBODY;
  }

  @Override
  public List<String> warnings(JwtAuthConfig config, FilterPlace place) {
    List<String> warnings = new ArrayList<>();
    JwksConfig jwks = config.jwks();
    if (jwks != null && KeyAddress.of(jwks.url()).isOpen()) {
      warnings.add(
          "jwks.url: not https, so whoever is on the way to it can sign tokens (use https)");
    }
    if (config.issuer() == null) {
      warnings.add(
          "issuer: missing, so a token of anybody whose key is among them is taken (set issuer)");
    }
    if (config.audience().isEmpty()) {
      warnings.add("audience: missing, so a token for any service is taken (set audience)");
    }
    if (!config.requireExp()) {
      warnings.add("require_exp: false, so a stolen token may be good for ever (leave it out)");
    }
    if (config.in().query() != null) {
      warnings.add(
          "in.query: "
              + config.in().query()
              + ", so tokens get into histories and logs (use a header or a cookie)");
    }
    return warnings;
  }

  @Override
  public Set<String> secretParameters(JwtAuthConfig config) {
    String query = config.in().query();
    return query == null ? Set.of() : Set.of(query);
  }

  /** Equal for all filters that have the same keys. */
  private record KeysIdentity(@Nullable KeyAddress published, List<KeyConfig> fixed) {}

  @Override
  public Filter create(JwtAuthConfig config, FilterContext context) {
    KeyAddress address = KeyOptions.address(config);
    JwksConfig jwks = config.jwks();
    Keys keys =
        address != null && jwks != null
            ? PublishedKeys.of(context, address, jwks.refresh())
            : Keys.fixed(KeyOptions.keys(config));
    return create(config, context, keys, new KeysIdentity(address, config.keys()));
  }

  /**
   * With these keys.
   *
   * @param identity equal for all filters that have the same
   */
  Filter create(JwtAuthConfig config, FilterContext context, Keys keys, Object identity) {
    String header = config.in().header();
    String use = "which has the token";
    FieldName.checkOther("consumer_header", config.consumerHeader(), header, use);
    config
        .claimsToHeaders()
        .forEach(
            (claim, to) -> FieldName.checkOther("claims_to_headers." + claim, to, header, use));
    TokenCache cache =
        config.cache() == 0 ? null : TokenCache.of(context, identity, config.cache(), clock);
    return new AuthenticationFilter(
        new JwtAuthenticator(
            new JwtAuthenticator.Parts(
                TokenField.of(config.in()),
                config.maxLength().intBytes(),
                config.hideCredentials(),
                new TokenVerifier(keys, KeyOptions.algorithms(config)),
                cache,
                new Judge(
                    rules(config),
                    new Callers(
                        ClaimFields.path("consumer_claim", config.consumerClaim()),
                        config.consumerPrefix(),
                        config.consumerHeader() != null)),
                config.knownConsumers() ? context.consumers() : null,
                ClaimFields.of(config.claimsToHeaders(), config.consumerHeader()),
                ConsumerField.of(config.consumerHeader()),
                new Refusals(config.realm()),
                Offload.of(context, Offload.Work.SIGNATURES),
                RouteCounters.of(
                    context,
                    "sluice.jwt.tokens",
                    "Tokens that were shown",
                    "outcome",
                    JwtAuthenticator.OUTCOMES),
                clock)));
  }

  private static ClaimRules rules(JwtAuthConfig config) {
    Map<ClaimPath, List<String>> required = new HashMap<>();
    config
        .requiredClaims()
        .forEach(
            (claim, values) -> required.put(ClaimFields.path("required_claims", claim), values));
    return new ClaimRules(
        config.issuer(),
        config.audience(),
        required,
        config.leeway().toSeconds(),
        config.requireExp());
  }
}
