package io.sluice.gateway.api;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.sluice.gateway.api.Authentication.Accepted;
import io.sluice.gateway.api.Authentication.Refused;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets through whom its authenticator accepts, and nobody else. */
public final class AuthenticationFilter implements Filter, Authenticator.Later {
  private static final Logger LOG = LoggerFactory.getLogger(AuthenticationFilter.class);

  /** No credentials. */
  public static final GatewayError MISSING =
      GatewayError.client(401, "credentials_missing")
          .withDetail("The request has no credentials of a kind that this route takes.");

  private final Authenticator authenticator;

  public AuthenticationFilter(Authenticator authenticator) {
    this.authenticator = authenticator;
  }

  /** What it is made of. */
  public Authenticator authenticator() {
    return authenticator;
  }

  @Override
  public Verdict onRequest(Exchange exchange) {
    authenticator.cleanse(exchange);
    return decide(exchange, authenticator.authenticate(exchange, this));
  }

  @Override
  public void found(Exchange exchange, Authentication found) {
    try {
      if (decide(exchange, found) == Verdict.CONTINUE) {
        exchange.resume();
      }
    } catch (RuntimeException e) { // in a task of its own, where nobody else would end the exchange
      LOG.error("{}: {} failed", exchange.requestId(), authenticator.getClass().getName(), e);
      exchange.fail(GatewayError.INTERNAL);
    }
  }

  private Verdict decide(Exchange exchange, Authentication found) {
    if (found instanceof Accepted accepted) {
      exchange.identity(accepted.identity());
      authenticator.admit(exchange, accepted.identity());
      return Verdict.CONTINUE;
    }
    if (found instanceof Refused refused) {
      if (authenticator.refuses(exchange, refused)) {
        return Verdict.DONE;
      }
      String challenge = refused.challenge();
      return refuse(
          exchange,
          refused.error(),
          challenge == null && refused.error().status() == 401
              ? authenticator.challenge()
              : challenge);
    }
    return switch ((Authentication.State) found) {
      case PENDING -> Verdict.PAUSE;
      case ANSWERED -> Verdict.DONE;
      case ABSENT ->
          authenticator.invites(exchange)
              ? Verdict.DONE
              : refuse(exchange, MISSING, authenticator.challenge());
    };
  }

  private static Verdict refuse(Exchange exchange, GatewayError why, @Nullable String challenge) {
    if (challenge != null) {
      exchange.responseHeaders().add(HttpHeaderNames.WWW_AUTHENTICATE, challenge);
    }
    exchange.fail(why);
    return Verdict.DONE;
  }
}
