package io.sluice.gateway.filter;

/** A factory refused its config; the message is the factory's own. */
public final class FilterCompileException extends RuntimeException {
  private final int index;

  FilterCompileException(int index, RuntimeException cause) {
    super(cause.getMessage() == null ? cause.toString() : cause.getMessage(), cause);
    this.index = index;
  }

  /** Position in the list of configs, from 0. */
  public int index() {
    return index;
  }
}
