package io.sluice.gateway.http;

/** Fields put together once and appended to many heads, each time in two copies. Immutable. */
public final class FieldBlock {
  private final FieldLines lines;

  /** Takes the fields of {@code from}, which the caller does not change any more. */
  public FieldBlock(WireHeaders from) {
    this.lines = from;
  }

  FieldLines lines() {
    return lines;
  }
}
