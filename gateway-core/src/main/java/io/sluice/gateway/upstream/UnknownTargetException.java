package io.sluice.gateway.upstream;

/** A target's host name has no address. */
public final class UnknownTargetException extends RuntimeException {
  private final int index;

  UnknownTargetException(int index, String host) {
    super(host + " (expected: an address, or a name that resolves)");
    this.index = index;
  }

  /** Position in the upstream's targets, from 0. */
  public int index() {
    return index;
  }
}
