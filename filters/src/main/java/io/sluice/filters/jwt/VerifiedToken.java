package io.sluice.filters.jwt;

import org.jspecify.annotations.Nullable;

/**
 * A token whose signature is right, and what it says. What that means is for whoever asks: the
 * issuer, the audience and the time are checked by {@link ClaimRules}, at each use.
 *
 * <p>Shared by all event loops; immutable but for what they remember here, plain references to
 * immutable things: who misses a write of another works it out again.
 */
public final class VerifiedToken {
  private final VerificationKey key;
  private final Algorithm algorithm;
  private final Claims claims;
  private @Nullable KeySet seenIn;
  private @Nullable Outcome outcome;

  /** What somebody made of a token; by whom. */
  private record Outcome(Object by, Object what) {}

  /** Of a token that the key has signed. */
  VerifiedToken(VerificationKey key, Algorithm algorithm, Claims claims) {
    this.key = key;
    this.algorithm = algorithm;
    this.claims = claims;
  }

  /** How it is signed: not every filter with the same keys takes that. */
  public Algorithm algorithm() {
    return algorithm;
  }

  /** What it says. */
  public Claims claims() {
    return claims;
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
