package io.sluice.filters.cache;

/** Who has paused an exchange. */
interface Waiting {

  /** The exchange has ended, however. On its loop. */
  void gone();
}
