package io.sluice.filters.jwt;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A token whose signature is right, and what it says. What that means is for whoever asks: the
 * issuer, the audience and the time are checked by {@link ClaimRules}, at each use.
 *
 * <p>Shared by all event loops; immutable but for what they remember here, plain references to
 * immutable things: who misses a write of another works it out again.
 */
public final class VerifiedToken {
  /** Seconds of the year 9999: what is later is no date in seconds. */
  private static final double LAST = 253_402_300_799.0;

  private final VerificationKey key;
  private final Map<String, Object> claims;
  private final long expires;
  private final long notBefore;
  private @Nullable KeySet seenIn;
  private @Nullable Outcome outcome;

  /** What somebody made of a token; by whom. */
  private record Outcome(Object by, Object what) {}

  private VerifiedToken(
      VerificationKey key, Map<String, Object> claims, long expires, long notBefore) {
    this.key = key;
    this.claims = claims;
    this.expires = expires;
    this.notBefore = notBefore;
  }

  /**
   * What a token says whose signature has been verified.
   *
   * @throws InvalidToken when it is no JSON object, or its dates are none
   */
  static VerifiedToken of(VerificationKey key, byte[] payload) throws InvalidToken {
    Map<String, Object> claims = StrictJson.object(payload);
    if (claims == null) {
      throw new InvalidToken(Flaw.CLAIMS);
    }
    long expires = (long) Math.floor(date(claims, "exp", LAST));
    long notBefore = (long) Math.ceil(date(claims, "nbf", 0));
    return new VerifiedToken(key, claims, expires, notBefore);
  }

  /** Seconds since 1970; fractions are allowed (RFC 7519 section 2), text is not. */
  private static double date(Map<String, Object> claims, String name, double absent)
      throws InvalidToken {
    Object value = claims.get(name);
    if (value == null) {
      return absent;
    }
    double seconds = value instanceof Number number ? number.doubleValue() : Double.NaN;
    if (!(seconds >= 0 && seconds <= LAST)) {
      throw new InvalidToken(Flaw.CLAIMS);
    }
    return seconds;
  }

  /** All that it says; immutable, without members that are null. */
  public Map<String, Object> claims() {
    return claims;
  }

  /** Whether it says when it ends. */
  boolean ends() {
    return claims.containsKey("exp");
  }

  /** Seconds since 1970 from which on it is not valid; far away when it does not say. */
  long expires() {
    return expires;
  }

  /** Seconds since 1970 before which it is not valid. */
  long notBefore() {
    return notBefore;
  }

  /** Whether its key is still one of these. */
  @SuppressWarnings("ReferenceEquality") // the same set as before: nothing to look for
  boolean isOf(@Nullable KeySet keys) {
    if (keys == null) {
      return false;
    }
    if (seenIn == keys) {
      return true;
    }
    boolean there = keys.contains(key);
    if (there) {
      seenIn = keys;
    }
    return there;
  }

  /** What {@link #remember} was told last, if it was by an equal one; else null. */
  @SuppressWarnings("ReferenceEquality") // the same as before: nothing to compare
  public @Nullable Object outcomeBy(Object asker) {
    Outcome last = outcome;
    return last != null && (last.by == asker || last.by.equals(asker)) ? last.what : null;
  }

  /** Remembers what the token comes to for somebody; of several the last one is remembered. */
  public void remember(Object by, Object what) {
    outcome = new Outcome(by, what);
  }
}
