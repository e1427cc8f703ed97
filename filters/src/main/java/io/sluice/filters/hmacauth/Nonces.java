package io.sluice.filters.hmacauth;

/** Remembers nonces for as long as the signatures that have them count. */
interface Nonces {

  /** What is known of one. */
  enum Sight {
    /** It has not been there, and is remembered now. */
    FIRST,
    /** It has been there. */
    AGAIN,
    /** There is no room to remember it. */
    FULL,
    /** Who knows does not answer. */
    UNKNOWN
  }

  /**
   * Looks whether it has been there, and remembers it: of two that come at once one is the first.
   *
   * @param keyId whose: each key has nonces of its own
   * @param answer called exactly once: before this returns, or later on another thread
   */
  void see(String keyId, String nonce, Answer answer);

  /** Takes what is known; it must not block, and not throw. */
  @FunctionalInterface
  interface Answer {
    void seen(Sight sight);
  }
}
