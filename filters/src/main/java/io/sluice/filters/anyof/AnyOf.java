package io.sluice.filters.anyof;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.sluice.gateway.api.Authentication;
import io.sluice.gateway.api.Authentication.Accepted;
import io.sluice.gateway.api.Authentication.Refused;
import io.sluice.gateway.api.AuthenticationFilter;
import io.sluice.gateway.api.Authenticator;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.api.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries several ways in turn; the first that accepts the request decides who calls. One that
 * refuses lets the next try, since two may look at the same field; but who has shown credentials,
 * and none that is right, never passes as anonymous. What could not be decided (5xx) is told in
 * place of what was refused: the same request may be right a little later.
 */
final class AnyOf implements Filter {
  private static final Logger LOG = LoggerFactory.getLogger(AnyOf.class);

  private final Authenticator[] ways;
  private final Authenticator[] off;
  private final boolean anonymous;
  private final List<String> challenges;

  /** Where an exchange is, once a way has refused it or takes its time. */
  private static final class Turn implements Authenticator.Later {
    private final AnyOf filter;
    private final @Nullable Refused[] refused; // by way
    private int way; // that is asked

    Turn(AnyOf filter) {
      this.filter = filter;
      this.refused = new @Nullable Refused[filter.ways.length];
    }

    @Override
    public void found(Exchange exchange, Authentication found) {
      try {
        if (filter.next(exchange, this, found) == Verdict.CONTINUE) {
          exchange.resume();
        }
      } catch (RuntimeException e) { // in a task of its own, where nobody else would end it
        LOG.error("{}: any_of failed", exchange.requestId(), e);
        exchange.fail(GatewayError.INTERNAL);
      }
    }
  }

  /**
   * @param off ways that are switched off: what they alone may say to the origin nobody else may
   */
  AnyOf(List<Authenticator> ways, List<Authenticator> off, boolean anonymous) {
    this.ways = ways.toArray(new Authenticator[0]);
    this.off = off.toArray(new Authenticator[0]);
    this.anonymous = anonymous;
    this.challenges = ways.stream().map(Authenticator::challenge).filter(Objects::nonNull).toList();
  }

  @Override
  public Verdict onRequest(Exchange exchange) {
    for (Authenticator way : ways) {
      way.cleanse(exchange);
    }
    for (Authenticator way : off) {
      way.cleanse(exchange);
    }
    Turn turn = new Turn(this);
    return next(exchange, turn, ways[0].authenticate(exchange, turn));
  }

  private Verdict next(Exchange exchange, Turn turn, Authentication first) {
    Authentication found = first;
    while (true) {
      Objects.requireNonNull(found, "authentication"); // what says nothing is not ABSENT
      if (found instanceof Accepted accepted) {
        exchange.identity(accepted.identity());
        passOver(exchange, ways[turn.way]);
        ways[turn.way].admit(exchange, accepted.identity());
        return Verdict.CONTINUE;
      }
      if (found == Authentication.PENDING) {
        return Verdict.PAUSE;
      }
      if (found == Authentication.ANSWERED) {
        return Verdict.DONE;
      }
      turn.refused[turn.way] = found instanceof Refused refused ? refused : null;
      if (++turn.way == ways.length) {
        return nobody(exchange, turn);
      }
      found = ways[turn.way].authenticate(exchange, turn);
    }
  }

  private void passOver(Exchange exchange, @Nullable Authenticator admitting) {
    for (Authenticator way : ways) {
      if (way != admitting) {
        way.passedOver(exchange, admitting);
      }
    }
  }

  private Verdict nobody(Exchange exchange, Turn turn) {
    Refused worst = null;
    for (Refused refused : turn.refused) {
      if (refused != null && (worst == null || rank(refused) > rank(worst))) {
        worst = refused;
      }
    }
    if (worst == null) {
      return absent(exchange);
    }
    String own = worst.challenge();
    return refuse(
        exchange,
        worst.error(),
        worst.error().status() == 401
            ? challenges(turn)
            : own == null ? List.<String>of() : List.of(own));
  }

  private Verdict absent(Exchange exchange) {
    if (anonymous) {
      exchange.challenges(challenges);
      passOver(exchange, null);
      return Verdict.CONTINUE;
    }
    for (Authenticator way : ways) {
      if (way.invites(exchange)) {
        return Verdict.DONE;
      }
    }
    return refuse(exchange, AuthenticationFilter.MISSING, challenges);
  }

  /** Not decided comes before known but not allowed, and that before all else. */
  private static int rank(Refused refused) {
    int status = refused.error().status();
    return status >= 500 ? 2 : status == 403 ? 1 : 0;
  }

  private List<String> challenges(Turn turn) {
    List<String> all = new ArrayList<>(ways.length);
    for (int i = 0; i < ways.length; i++) {
      Refused refused = turn.refused[i];
      String own = refused == null ? null : refused.challenge();
      String challenge = own == null ? ways[i].challenge() : own;
      if (challenge != null) {
        all.add(challenge);
      }
    }
    return all;
  }

  private static Verdict refuse(Exchange exchange, GatewayError why, List<String> challenges) {
    if (!challenges.isEmpty()) {
      exchange.responseHeaders().add(HttpHeaderNames.WWW_AUTHENTICATE.toString(), challenges);
    }
    exchange.fail(why);
    return Verdict.DONE;
  }
}
