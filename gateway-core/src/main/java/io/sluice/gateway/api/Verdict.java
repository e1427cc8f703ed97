package io.sluice.gateway.api;

/** What a filter's callback decided. */
public enum Verdict {
  /** The next filter runs. */
  CONTINUE,
  /**
   * The filter waits for something and will call {@link Exchange#resume()}, {@link Exchange#reply}
   * or {@link Exchange#fail} later, on {@link Exchange#executor()}. One that never does is cut by
   * the exchange's deadline, or after 60 seconds where the route sets none, with 504 and named in
   * the log; what it does after that is ignored, and no other filter may pause that exchange.
   */
  PAUSE,
  /**
   * The filter has called {@link Exchange#reply} or {@link Exchange#fail}; no later filter runs.
   */
  DONE
}
