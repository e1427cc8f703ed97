package io.sluice.gateway.api;

/**
 * A place for one filter's state in each exchange: an index into an array, resolved when the chain
 * is compiled. Made by {@link FilterContext#slot()}.
 *
 * @param <T> what the filter keeps there
 */
@SuppressWarnings("UnusedTypeParameter") // it types Exchange.get and Exchange.set
public final class Slot<T> {
  private final int index;

  Slot(int index) {
    this.index = index;
  }

  /** Position in the exchange's slot array, from 0. */
  public int index() {
    return index;
  }
}
