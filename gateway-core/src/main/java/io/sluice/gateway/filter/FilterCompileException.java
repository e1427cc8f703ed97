package io.sluice.gateway.filter;

/** A factory refused its config, or failed. */
public final class FilterCompileException extends RuntimeException {
  private final int index;
  private final Throwable cause;

  FilterCompileException(int index, Throwable cause) {
    super(cause);
    this.index = index;
    this.cause = cause;
  }

  /** Position in the list of configs, from 0. */
  public int index() {
    return index;
  }

  /** What the factory threw. */
  public Throwable cause() {
    return cause;
  }
}
