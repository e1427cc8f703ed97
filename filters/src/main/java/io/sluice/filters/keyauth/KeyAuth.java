package io.sluice.filters.keyauth;

import io.sluice.filters.auth.Challenges;
import io.sluice.filters.auth.ConsumerField;
import io.sluice.filters.auth.CredentialPlace;
import io.sluice.filters.auth.Sha256;
import io.sluice.gateway.api.Authentication;
import io.sluice.gateway.api.Authentication.Refused;
import io.sluice.gateway.api.Authenticator;
import io.sluice.gateway.api.Consumers;
import io.sluice.gateway.api.Credential;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.api.Identity;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Who calls is known by a key. What is looked up is its SHA-256, so how long that takes says
 * nothing about the key: whoever changes a byte of it gets a hash that they cannot foresee.
 */
final class KeyAuth implements Authenticator {

  /** Longer ones are nobody's. */
  private static final int LONGEST = 512;

  private static final Refused UNKNOWN =
      new Refused(GatewayError.client(401, "key_unknown").withDetail("The key is unknown."), null);
  private static final Refused REPEATED =
      new Refused(
          GatewayError.client(400, "key_repeated").withDetail("There is more than one key."), null);

  private final CredentialPlace place;
  private final boolean hide;
  private final String challenge;
  private final ConsumerField consumerField;
  private final Consumers consumers;

  KeyAuth(KeyAuthConfig config, ConsumerField consumerField, Consumers consumers) {
    this.place =
        switch (config.in()) {
          case HEADER -> CredentialPlace.header(config.name());
          case QUERY -> CredentialPlace.query(config.name());
          case COOKIE -> CredentialPlace.cookie(config.name());
        };
    this.hide = config.hideCredentials();
    this.challenge =
        Challenges.of("ApiKey", config.realm())
            + ", in="
            + Challenges.quoted(config.in().name().toLowerCase(Locale.ROOT))
            + ", name="
            + Challenges.quoted(config.name());
    this.consumerField = consumerField;
    this.consumers = consumers;
  }

  @Override
  public void cleanse(Exchange exchange) {
    consumerField.cleanse(exchange);
  }

  @Override
  public Authentication authenticate(Exchange exchange, Later later) {
    String key = place.find(exchange);
    if (key == null) {
      return Authentication.ABSENT;
    }
    if (place.isRepeated(exchange)) {
      return REPEATED;
    }
    Consumers.Holder holder =
        key.length() > LONGEST
            ? null
            : consumers.holder(Credential.Kind.KEY, Credential.keyName(Sha256.bytes(key)));
    return holder == null ? UNKNOWN : holder.accepted();
  }

  @Override
  public @Nullable String challenge() {
    return challenge;
  }

  @Override
  public boolean shows(CharSequence field) {
    return !hide && place.isField(field);
  }

  @Override
  public void admit(Exchange exchange, Identity identity) {
    if (hide) {
      place.hide(exchange);
    }
    consumerField.tell(exchange, identity);
  }
}
