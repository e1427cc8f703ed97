package io.sluice.admin;

/**
 * How many bytes all request bodies together may take, from their first piece until they are
 * answered: however many clients send however slowly, it does not grow. Confined to the admin event
 * loop.
 */
final class BodyBudget {
  /** A body that is no longer always has room: writes of one thing go on beside documents. */
  private static final int SHORT = 64 * 1024;

  private final long most;
  private long taken;

  BodyBudget(long most) {
    this.most = most;
  }

  /**
   * Whether there was room for so many bytes more, which are then taken.
   *
   * @param whole the body with them
   */
  boolean take(int bytes, int whole) {
    if (whole > SHORT && bytes > most - taken) {
      return false;
    }
    taken += bytes;
    return true;
  }

  void giveBack(int bytes) {
    taken -= bytes;
  }
}
