package io.sluice.filters.basicauth;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.sluice.filters.auth.Challenges;
import io.sluice.filters.auth.ConsumerField;
import io.sluice.filters.auth.CredentialPlace;
import io.sluice.filters.auth.Offload;
import io.sluice.filters.auth.Sha256;
import io.sluice.gateway.api.Authentication;
import io.sluice.gateway.api.Authentication.Refused;
import io.sluice.gateway.api.Authenticator;
import io.sluice.gateway.api.Consumers;
import io.sluice.gateway.api.Consumers.Holder;
import io.sluice.gateway.api.Credential;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.api.Identity;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Who calls is known by name and password. A name that nobody has costs the same as a wrong
 * password, and both get the same answer, so that names cannot be found out.
 */
final class BasicAuth implements Authenticator {

  /** What an unknown name's password is compared with where nobody has one; of no password. */
  private static final String DECOY =
      "$2b$10$abcdefghijklmnopqrstuuGQnlHVwNwgoBHTOKgVJC3V2Cm4vDWGu";

  private static final CredentialPlace AUTHORIZATION =
      CredentialPlace.header(HttpHeaderNames.AUTHORIZATION.toString());

  private static final Refused WRONG =
      new Refused(
          GatewayError.client(401, "password_wrong")
              .withDetail("No consumer has that name and password."),
          null);
  private static final Refused MALFORMED =
      new Refused(
          GatewayError.client(400, "credentials_malformed")
              .withDetail("The field Authorization is not as RFC 7617 has it, or there are two."),
          null);

  private final String challenge;
  private final boolean hide;
  private final ConsumerField consumerField;
  private final Consumers consumers;
  private final Passwords passwords;

  BasicAuth(
      BasicAuthConfig config,
      ConsumerField consumerField,
      Consumers consumers,
      Passwords passwords) {
    this.challenge = Challenges.of("Basic", config.realm()) + ", charset=\"UTF-8\"";
    this.hide = config.hideCredentials();
    this.consumerField = consumerField;
    this.consumers = consumers;
    this.passwords = passwords;
  }

  @Override
  public void cleanse(Exchange exchange) {
    consumerField.cleanse(exchange);
  }

  @Override
  public Authentication authenticate(Exchange exchange, Later later) {
    String field = AUTHORIZATION.find(exchange);
    if (field == null || !BasicCredentials.isBasic(field)) {
      return Authentication.ABSENT;
    }
    BasicCredentials given = BasicCredentials.parse(field);
    if (given == null || AUTHORIZATION.isRepeated(exchange)) {
      return MALFORMED;
    }
    Holder holder = consumers.holder(Credential.Kind.PASSWORD, given.name());
    String hash = hash(holder == null ? consumers.any(Credential.Kind.PASSWORD) : holder);
    Sha256 pair = passwords.pair(given, hash);
    Boolean known = passwords.known(pair);
    if (known != null) {
      return result(holder, known);
    }
    CompletableFuture<Boolean> verified = passwords.verify(pair, given.password(), hash);
    return verified == null
        ? Offload.full()
        : Offload.tell(
            exchange, later, verified.thenApply(right -> result(current(given, hash), right)));
  }

  /** Whose it is once it is verified: who has been taken out meanwhile does not come in. */
  private @Nullable Holder current(BasicCredentials given, String hash) {
    Holder holder = consumers.holder(Credential.Kind.PASSWORD, given.name());
    return holder != null && hash.equals(holder.credential().passwordHash()) ? holder : null;
  }

  private static String hash(@Nullable Holder holder) {
    String hash = holder == null ? null : holder.credential().passwordHash();
    return hash == null ? DECOY : hash;
  }

  private static Authentication result(@Nullable Holder holder, boolean right) {
    return holder != null && right ? holder.accepted() : WRONG;
  }

  @Override
  public String challenge() {
    return challenge;
  }

  @Override
  public boolean shows(CharSequence field) {
    return !hide && AUTHORIZATION.isField(field);
  }

  @Override
  public void admit(Exchange exchange, Identity identity) {
    if (hide) {
      exchange.requestHeaders().remove(HttpHeaderNames.AUTHORIZATION);
    }
    consumerField.tell(exchange, identity);
  }
}
