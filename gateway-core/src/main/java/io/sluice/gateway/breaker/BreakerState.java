package io.sluice.gateway.breaker;

/** What a {@link Breaker} does with calls. */
public enum BreakerState {
  /** All pass; right after closing perhaps a growing share. */
  CLOSED("closed"),
  /** None passes. */
  OPEN("open"),
  /** A few pass, to find out. */
  HALF_OPEN("half_open");

  private final String word;

  BreakerState(String word) {
    this.word = word;
  }

  /** The word in metrics, logs and configs. */
  public String word() {
    return word;
  }

  /** The value in metrics: 0 closed, 1 open, 2 half-open. */
  public int code() {
    return switch (this) {
      case CLOSED -> 0;
      case OPEN -> 1;
      case HALF_OPEN -> 2;
    };
  }
}
