package io.sluice.loadbalancer.group;

import java.util.Locale;

/** What an operator has said of an endpoint; it beats checks and outlier detection. */
public enum OperatorState {
  /** Nothing: checks and outcomes decide. */
  NONE,
  /** It takes requests, whatever checks and outcomes say. */
  UP,
  /** It takes no new requests; what is in flight ends. It is still checked. */
  DRAIN,
  /** The same, and it is not checked. */
  DOWN;

  /** The word by which operators give it, and read it in the log. */
  String said() {
    return this == NONE ? "auto" : name().toLowerCase(Locale.ROOT);
  }

  /** Whether it takes no requests at all, panic or not. */
  boolean isOut() {
    return this == DRAIN || this == DOWN;
  }
}
