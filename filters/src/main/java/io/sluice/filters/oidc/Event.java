package io.sluice.filters.oidc;

/** What is counted: places in {@link #NAMES}, the values of the metric's label. */
final class Event {
  static final String[] NAMES = {
    "login_begun",
    "login_done",
    "login_failed",
    "refreshed",
    "refresh_refused",
    "refresh_failed",
    "logout",
  };

  /** A user is led to the provider. */
  static final int LOGIN_BEGUN = 0;

  /** A user has come back, and is known. */
  static final int LOGIN_DONE = 1;

  /** A user has come back, and is not. */
  static final int LOGIN_FAILED = 2;

  /** A session has new tokens. */
  static final int REFRESHED = 3;

  /** The provider has ended a session. */
  static final int REFRESH_REFUSED = 4;

  /** The provider did not say anything of a session. */
  static final int REFRESH_FAILED = 5;

  static final int LOGOUT = 6;

  private Event() {}
}
