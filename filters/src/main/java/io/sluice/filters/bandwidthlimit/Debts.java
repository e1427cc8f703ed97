package io.sluice.filters.bandwidthlimit;

import io.sluice.filters.kept.KeptStates;
import io.sluice.gateway.api.Ticker;
import java.time.Duration;

/** What each key owes: two words, one for each direction. */
final class Debts extends KeptStates {
  static final int RESPONSE = 0;
  static final int REQUEST = 1;
  private static final int WORDS = 2;

  Debts(Ticker clock, long maxKeys, Duration idle) {
    super(clock, maxKeys, idle);
  }

  long[] of(String key) {
    return of(key, WORDS);
  }
}
