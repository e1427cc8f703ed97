package io.sluice.filters.acl;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.sluice.filters.auth.Challenges;
import io.sluice.gateway.api.AuthenticationFilter;
import io.sluice.gateway.api.Consumer;
import io.sluice.gateway.api.Consumers;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.api.Identity;
import io.sluice.gateway.api.Verdict;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Lets callers through whom a rule of {@code allow} fits and none of {@code deny}; who has not said
 * who they are only where a rule says so, so that an acl in front of what finds out who calls lets
 * nobody through. Labels are asked of the consumers in force, so that a change of them counts at
 * once.
 */
final class Acl implements Filter {

  /** Which rule it was is not the client's business. */
  private static final GatewayError NOT_ALLOWED = GatewayError.client(403, "not_allowed");

  private final Rule[] allow;
  private final Rule[] deny;
  private final Consumers consumers;
  private final boolean allowsSome; // of the callers that are known

  Acl(Rule[] allow, Rule[] deny, Consumers consumers) {
    this.allow = allow;
    this.deny = deny;
    this.consumers = consumers;
    this.allowsSome = Stream.of(allow).anyMatch(Rule::isOfKnown);
  }

  @Override
  public Verdict onRequest(Exchange exchange) {
    Identity caller = exchange.identity();
    Consumer consumer = caller == null ? null : consumers.find(caller.consumer());
    boolean open = caller != null && !allowsSome;
    if (!fits(deny, caller, consumer) && (open || fits(allow, caller, consumer))) {
      return Verdict.CONTINUE;
    }
    if (caller == null && !exchange.challenges().isEmpty()) {
      exchange
          .responseHeaders()
          .add(HttpHeaderNames.WWW_AUTHENTICATE.toString(), exchange.challenges());
      exchange.fail(AuthenticationFilter.MISSING);
      return Verdict.DONE;
    }
    if (caller != null && !fits(deny, caller, consumer)) {
      askForScopes(exchange, caller, consumer);
    }
    exchange.fail(NOT_ALLOWED);
    return Verdict.DONE;
  }

  private static boolean fits(
      Rule[] rules, @Nullable Identity caller, @Nullable Consumer consumer) {
    for (Rule rule : rules) {
      if (rule.fits(caller, consumer)) {
        return true;
      }
    }
    return false;
  }

  /** A token with more scopes would do (RFC 6750 section 3.1). */
  private void askForScopes(Exchange exchange, Identity caller, @Nullable Consumer consumer) {
    for (Rule rule : allow) {
      if (!rule.scopes().isEmpty() && rule.fitsButForScopes(caller, consumer)) {
        String challenge =
            "Bearer error=\"insufficient_scope\", scope=" + Challenges.quoted(rule.scopes());
        exchange.responseHeaders().add(HttpHeaderNames.WWW_AUTHENTICATE, challenge);
        return;
      }
    }
  }
}
