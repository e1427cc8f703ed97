package io.sluice.filters.kept;

import io.sluice.gateway.api.Kept;
import io.sluice.gateway.api.Ticker;
import io.sluice.ratelimit.KeyedStates;
import java.time.Duration;

/**
 * The states of a filter's keys, which outlive configs. How many are kept, and for how long, is a
 * setting: each config says it when its filter is made, and it counts from when that config runs.
 */
public class KeptStates implements Kept {
  private static final Duration LEAST_IDLE = Duration.ofMinutes(1);

  private final KeyedStates states;
  private long nextMaxKeys; // control thread
  private Duration nextIdle; // control thread

  /** With the bounds of the config for which it is made. */
  public KeptStates(Ticker clock, long maxKeys, Duration idle) {
    nextMaxKeys = maxKeys;
    nextIdle = longer(idle);
    states = new KeyedStates(maxKeys, nextIdle, clock::nanos);
  }

  /**
   * Says what is to count once the config that is being compiled runs. Control thread.
   *
   * @param idle after which a key is as if it had never been seen
   */
  public final void plan(long maxKeys, Duration idle) {
    nextMaxKeys = maxKeys;
    nextIdle = longer(idle);
  }

  private static Duration longer(Duration idle) {
    return idle.compareTo(LEAST_IDLE) < 0 ? LEAST_IDLE : idle;
  }

  @Override
  public void adopted() {
    states.bound(nextMaxKeys, nextIdle);
  }

  /** The clock that states are to be asked with. */
  public final long now() {
    return states.now();
  }

  /** The same, but shared with no other key, however many there are. */
  public final long[] ownOf(String key, int words) {
    return states.ownOf(key, words);
  }

  /** The state of a key; fresh if it has none. */
  public final long[] of(String key, int words) {
    return states.of(key, words);
  }
}
