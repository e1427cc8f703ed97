package io.sluice.gateway.api;

/**
 * Something that outlives configs: counts, permits, a connection. Made by {@link
 * FilterContext#keep}; it starts nothing before a config that has it runs, and registers no meter
 * (see {@link OwnedMeters}).
 */
public interface Kept extends AutoCloseable {

  /** A config that has it begins to run; called for each. Control thread: it must not wait. */
  default void adopted() {}

  /** No config has it any more; called once, on the control thread. */
  @Override
  default void close() {}
}
