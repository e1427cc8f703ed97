package io.sluice.filters.jwtauth;

import io.sluice.filters.jwt.Algorithm;
import io.sluice.filters.jwt.KeySet;
import io.sluice.filters.jwt.Keys;
import io.sluice.filters.jwt.VerificationKey;
import java.security.KeyPair;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Keys as somebody publishes them, who is asked when a test says so. */
final class ChangingKeys implements Keys {
  volatile KeySet current;
  volatile boolean busy;
  int asked;

  /** With one key, for RS256. */
  ChangingKeys(String id, KeyPair pair) {
    current = set(id, pair);
  }

  static KeySet set(String id, KeyPair pair) {
    return new KeySet(List.of(VerificationKey.of(id, Set.of(Algorithm.RS256), pair.getPublic())));
  }

  @Override
  public KeySet current() {
    return current;
  }

  @Override
  public boolean mayChange(Object unknown) {
    return true;
  }

  @Override
  public boolean refreshed(Object unknown, @Nullable KeySet seen, Runnable told) {
    asked++;
    if (!busy) {
      told.run();
    }
    return !busy;
  }

  @Override
  public boolean isStale() {
    return false;
  }
}
