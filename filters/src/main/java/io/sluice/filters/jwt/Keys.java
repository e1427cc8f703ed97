package io.sluice.filters.jwt;

import org.jspecify.annotations.Nullable;

/** Where the keys are from. Any thread. */
public interface Keys {

  /** What is known of them now; null = nothing yet. Constant time. */
  @Nullable KeySet current();

  /**
   * Whether there may be more keys than {@link #current}, so that {@link #refreshed} is worth it.
   *
   * @param unknown the name of a key that is not there, or what else was not found
   */
  boolean mayChange(Object unknown);

  /**
   * Has them looked up again, as soon as that may be, for what was not found.
   *
   * @param seen the keys among which it was not; when others are there by now, that is enough
   * @param told is called once on another thread, when that has been tried
   * @return false when too many wait, or nobody answers at the moment, so that the key may be there
   *     all the same; then {@code told} is not called
   */
  boolean refreshed(Object unknown, @Nullable KeySet seen, Runnable told);

  /** Whether the last try to look them up has failed, so that a key may be there all the same. */
  boolean isStale();

  /** Keys that never change. */
  static Keys fixed(KeySet keys) {
    return new Keys() {
      @Override
      public KeySet current() {
        return keys;
      }

      @Override
      public boolean mayChange(Object unknown) {
        return false;
      }

      @Override
      public boolean refreshed(Object unknown, @Nullable KeySet seen, Runnable told) {
        return false;
      }

      @Override
      public boolean isStale() {
        return false;
      }
    };
  }
}
