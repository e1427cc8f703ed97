package io.sluice.gateway.filter;

/** A factory refused its config; the message is the factory's own. */
public final class FilterCompileException extends RuntimeException {
  private final int index;
  private final Class<? extends Record> configType;

  FilterCompileException(int index, Class<? extends Record> configType, RuntimeException cause) {
    super(cause.getMessage() == null ? cause.toString() : cause.getMessage(), cause);
    this.index = index;
    this.configType = configType;
  }

  /** The class of the config that was refused. */
  public Class<? extends Record> configType() {
    return configType;
  }

  /** Position in the list of configs, from 0. */
  public int index() {
    return index;
  }
}
