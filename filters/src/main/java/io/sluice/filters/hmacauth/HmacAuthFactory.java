package io.sluice.filters.hmacauth;

import io.sluice.filters.auth.Challenges;
import io.sluice.filters.auth.ConsumerField;
import io.sluice.filters.auth.Offload;
import io.sluice.filters.hmacauth.ReplayConfig.OnStoreError;
import io.sluice.filters.hmacauth.ReplayConfig.Store;
import io.sluice.filters.redis.RedisLink;
import io.sluice.gateway.api.AuthenticationFilter;
import io.sluice.gateway.api.Credential;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.FilterFactory;
import io.sluice.gateway.api.FilterPlace;
import io.sluice.ratelimit.redis.SharedOnce;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes {@code hmac_auth} filters. */
public final class HmacAuthFactory implements FilterFactory<HmacAuthConfig> {
  private final InstantSource clock;

  /** With the system's clock. */
  public HmacAuthFactory() {
    this(InstantSource.system());
  }

  HmacAuthFactory(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public String name() {
    return "hmac_auth";
  }

  @Override
  public String description() {
    return "Lets in who signs the request, by HTTP Message Signatures (RFC 9421).";
  }

  @Override
  public Class<HmacAuthConfig> configType() {
    return HmacAuthConfig.class;
  }

  @Override
  public FilterPlace.Callers callers(HmacAuthConfig config) {
    return FilterPlace.Callers.CONSUMERS;
  }

  @Override
  public List<String> warnings(HmacAuthConfig config, FilterPlace place) {
    List<String> warnings = new ArrayList<>(place.nobodyHas("key_id", Credential.Kind.SIGNING_KEY));
    if (!config.requireNonce() || config.replay().store() == Store.NONE) {
      String option = config.requireNonce() ? "replay: store none" : "require_nonce: false";
      warnings.add(
          option
              + ", so a request that is overheard can be sent again for "
              + config.maxAge().plus(config.clockSkew()).toSeconds()
              + " s (have nonces required and remembered)");
    }
    if (!config.digest()) {
      warnings.add("digest: false, so only the origin can find out that a body was changed");
    } else if (!config.requiredComponents().contains(ContentDigest.FIELD)) {
      warnings.add(
          "required_components: without content-digest, so bodies may be changed (add it)");
    }
    return warnings;
  }

  @Override
  public Filter create(HmacAuthConfig config, FilterContext context) {
    Requirements requirements =
        new Requirements(
            components(config.requiredComponents()),
            config.requireNonce(),
            config.maxAge().toSeconds(),
            config.clockSkew().toSeconds(),
            config.tag());
    Map<String, FieldType> types = new HashMap<>(FieldType.KNOWN);
    types.putAll(config.structuredFields());
    return new AuthenticationFilter(
        new HmacAuth(
            new Signatures(context.consumers(), config.label(), config.tag()),
            requirements,
            new SignatureBase(types),
            clock,
            ConsumerField.of(config.consumerHeader()),
            Challenges.of("Signature", config.realm()),
            config.hideCredentials(),
            new HmacAuth.Checks(
                context.consumers(),
                Offload.of(context, Offload.Work.SIGNATURES),
                nonces(config.replay(), requirements.window(), context),
                UsedNonce.of(context),
                config.digest(),
                Math.toIntExact(config.maxBody().bytes()))));
  }

  private static List<Component> components(List<String> names) {
    List<Component> components = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      try {
        components.add(Component.parse(names.get(i)));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "required_components[" + i + "]: " + names.get(i) + ": " + e.getMessage(), e);
      }
    }
    return components;
  }

  private static @Nullable Nonces nonces(ReplayConfig replay, long seconds, FilterContext context) {
    if (replay.store() == Store.NONE) {
      return null;
    }
    boolean here = replay.store() == Store.LOCAL || replay.onStoreError() == OnStoreError.LOCAL;
    LocalNonces local = LocalNonces.of(context);
    local.plan(here ? replay.maxNonces() : 0, seconds);
    if (replay.store() == Store.LOCAL) {
      return local;
    }
    SharedOnce once = new SharedOnce(RedisLink.of(context).store(), "hmac_auth");
    return new SharedNonces(once, local, here);
  }
}
