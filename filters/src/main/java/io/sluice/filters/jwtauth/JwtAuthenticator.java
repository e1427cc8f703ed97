package io.sluice.filters.jwtauth;

import io.sluice.filters.auth.ConsumerField;
import io.sluice.filters.auth.Offload;
import io.sluice.filters.auth.Sha256;
import io.sluice.filters.jwt.ClaimFields;
import io.sluice.filters.jwt.Claims;
import io.sluice.filters.jwt.Flaw;
import io.sluice.filters.jwt.InvalidToken;
import io.sluice.filters.jwt.Jws;
import io.sluice.filters.jwt.KeySet;
import io.sluice.filters.jwt.Keys;
import io.sluice.filters.jwt.TokenCache;
import io.sluice.filters.jwt.TokenVerifier;
import io.sluice.filters.jwt.VerifiedToken;
import io.sluice.filters.meter.RouteCounters;
import io.sluice.gateway.api.Authentication;
import io.sluice.gateway.api.Authentication.Accepted;
import io.sluice.gateway.api.Authenticator;
import io.sluice.gateway.api.Consumers;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.Identity;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who calls by a signed token.
 *
 * <p>A token that was verified before is found by its digest, and what it says is compared with the
 * clock: that is all for most requests. Another one is taken apart here, which is bounded, and
 * verified on a thread of {@link Offload}, but for secrets, which cost a few microseconds. One
 * whose key is not there waits until {@link Keys} have been looked up again.
 */
final class JwtAuthenticator implements Authenticator {
  static final String[] OUTCOMES = {"cached", "verified", "refused", "undecided"};
  private static final int CACHED = 0;
  private static final int VERIFIED = 1;
  private static final int REFUSED = 2;
  private static final int UNDECIDED = 3;

  /**
   * What it is made of.
   *
   * @param cache null = tokens are not remembered
   * @param consumers null = whoever the token names
   * @param clock seconds since 1970
   */
  record Parts(
      TokenField field,
      int maxLength,
      boolean hides,
      TokenVerifier verifier,
      @Nullable TokenCache cache,
      Judge judge,
      @Nullable Consumers consumers,
      ClaimFields claimFields,
      ConsumerField consumerField,
      Refusals refusals,
      Offload offload,
      RouteCounters counters,
      LongSupplier clock) {}

  private final Parts parts;
  private final Keys keys;

  JwtAuthenticator(Parts parts) {
    this.parts = parts;
    this.keys = parts.verifier().keys();
  }

  @Override
  public void cleanse(Exchange exchange) {
    parts.consumerField().cleanse(exchange);
    parts.claimFields().cleanse(exchange);
  }

  @Override
  public String challenge() {
    return parts.refusals().challenge();
  }

  @Override
  public boolean shows(CharSequence field) {
    return !parts.hides() && parts.field().is(field);
  }

  @Override
  public void admit(Exchange exchange, Identity identity) {
    parts.consumerField().tell(exchange, identity);
    parts.claimFields().tell(exchange, identity.claims());
    if (parts.hides()) {
      parts.field().hide(exchange);
    }
  }

  @Override
  public Authentication authenticate(Exchange exchange, Later later) {
    TokenField field = parts.field();
    String found = field.find(exchange);
    int start = found == null ? TokenField.ABSENT : field.start(found);
    if (field.isRepeated(exchange)) {
      return counted(parts.refusals().repeated, VERIFIED);
    }
    if (found == null || start < 0) {
      return Authentication.ABSENT;
    }
    if (start == found.length() || !field.isReadable(found)) {
      return counted(parts.refusals().unreadable, VERIFIED);
    }
    if (found.length() - start > parts.maxLength()) {
      return refused(Flaw.TOO_LONG);
    }
    Sha256 digest = Sha256.ofLatin1(found, start);
    TokenCache cache = parts.cache();
    VerifiedToken known = cache == null ? null : cache.find(digest, keys.current());
    if (known == null) {
      return verify(exchange, later, found.substring(start), digest);
    }
    if (!parts.verifier().algorithms().contains(known.algorithm())) { // another filter's takes it
      return refused(Flaw.ALGORITHM);
    }
    return counted(decided(known), CACHED);
  }

  private Authentication verify(Exchange exchange, Later later, String token, Sha256 digest) {
    TokenCache cache = parts.cache();
    if (cache != null && cache.isWrong(digest, keys.current(), parts.verifier().algorithms())) {
      return refused(Flaw.SIGNATURE);
    }
    Jws jws;
    try {
      jws = parts.verifier().read(token);
    } catch (InvalidToken e) {
      return refused(e.flaw());
    }
    return verify(new Case(exchange, later, jws, digest, keys.current(), false));
  }

  /**
   * A token that is being verified.
   *
   * @param with the keys there are; null = none yet
   * @param again whether they have been looked up for it
   */
  private record Case(
      Exchange exchange,
      Later later,
      Jws jws,
      Sha256 digest,
      @Nullable KeySet with,
      boolean again) {

    /** What was not found when its key is not there. */
    Object unknown() {
      String keyId = jws.keyId();
      return keyId == null ? digest : keyId;
    }
  }

  private Authentication verify(Case seen) {
    KeySet with = seen.with;
    if (with == null) {
      return withoutKey(seen);
    }
    if (with.isCheap(seen.jws)) {
      return concluded(seen, tried(seen, with));
    }
    Flaw flaw = flawOfUnverified(seen.jws);
    if (flaw != null && flaw != Flaw.CLAIM_REQUIRED) { // that is said of right ones only
      return refused(flaw);
    }
    Authentication begun = parts.offload().run(seen.exchange, hears(seen), () -> tried(seen, with));
    return begun == Authentication.PENDING ? begun : counted(begun, VERIFIED);
  }

  /** The key may be there by now: that is seen on the event loop. */
  private Later hears(Case seen) {
    return (exchange, found) -> {
      Authentication last = concluded(seen, found);
      if (last != Authentication.PENDING) {
        seen.later.found(exchange, last);
      }
    };
  }

  /** Any thread. {@link Authentication#ABSENT} = the key is not there. */
  private Authentication tried(Case seen, KeySet with) {
    try {
      VerifiedToken token = parts.verifier().verify(seen.jws, with);
      if (token == null) {
        return Authentication.ABSENT;
      }
      TokenCache cache = parts.cache();
      if (cache != null) {
        cache.keep(seen.digest, token);
      }
      return decided(token);
    } catch (InvalidToken e) {
      TokenCache cache = parts.cache();
      if (cache != null && e.flaw() == Flaw.SIGNATURE && !with.isCheap(seen.jws)) {
        cache.keepWrong(seen.digest, with, seen.jws.algorithm());
      }
      return parts.refusals().of(e.flaw());
    }
  }

  private Authentication concluded(Case seen, Authentication found) {
    return found == Authentication.ABSENT ? withoutKey(seen) : counted(found, VERIFIED);
  }

  private Authentication withoutKey(Case seen) {
    if (!seen.again) {
      Flaw flaw = flawOfUnverified(seen.jws);
      if (flaw != null) { // only of a token that is right is said that its owner may not pass
        return refused(flaw == Flaw.CLAIM_REQUIRED ? Flaw.KEY_UNKNOWN : flaw);
      }
      if (keys.mayChange(seen.unknown())) { // whoever is not heard now may be right later
        return keys.refreshed(seen.unknown(), seen.with, () -> wake(seen))
            ? Authentication.PENDING
            : counted(parts.refusals().noKeys, VERIFIED);
      }
    }
    boolean undecided = keys.current() == null || keys.isStale();
    if (!undecided) {
      return refused(Flaw.KEY_UNKNOWN);
    }
    return counted(parts.refusals().noKeys, VERIFIED);
  }

  /**
   * Why no key could make the token right: it is another issuer's, or has expired. For those nobody
   * is to be asked, nothing is to be verified, and nobody is to wait.
   */
  private @Nullable Flaw flawOfUnverified(Jws jws) {
    try {
      Claims claims = Claims.parse(jws.payload());
      Flaw flaw = parts.judge().rules().flawOf(claims);
      return flaw == null ? parts.judge().rules().flawAt(claims, parts.clock().getAsLong()) : flaw;
    } catch (InvalidToken e) {
      return e.flaw();
    }
  }

  /** Any thread. */
  private void wake(Case seen) {
    seen.exchange.executor().execute(() -> retry(seen));
  }

  private void retry(Case seen) {
    Authentication found =
        verify(new Case(seen.exchange, seen.later, seen.jws, seen.digest, keys.current(), true));
    if (found != Authentication.PENDING) {
      seen.later.found(seen.exchange, found);
    }
  }

  /** What a verified token comes to; the same object each time, as long as nothing changes. */
  private Authentication decided(VerifiedToken token) {
    Object known = token.outcomeBy(parts.judge());
    if (known == null) {
      known = parts.judge().judged(token);
      token.remember(parts.judge(), known);
    }
    if (known instanceof Flaw flaw) {
      return parts.refusals().of(flaw);
    }
    Flaw flaw = parts.judge().rules().flawAt(token.claims(), parts.clock().getAsLong());
    if (flaw != null) {
      return parts.refusals().of(flaw);
    }
    Accepted accepted = (Accepted) known;
    Consumers consumers = parts.consumers();
    return consumers == null || consumers.find(accepted.identity().consumer()) != null
        ? accepted
        : parts.refusals().unknownConsumer;
  }

  private Authentication refused(Flaw flaw) {
    return counted(parts.refusals().of(flaw), VERIFIED);
  }

  /** Counts it, by what it came to. */
  private Authentication counted(Authentication found, int accepted) {
    int outcome = accepted;
    if (found instanceof Authentication.Refused refused) {
      outcome = refused.error().status() < 500 ? REFUSED : UNDECIDED;
    }
    parts.counters().increment(outcome);
    return found;
  }
}
