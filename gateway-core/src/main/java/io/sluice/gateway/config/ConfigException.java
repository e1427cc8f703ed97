package io.sluice.gateway.config;

/** A document that cannot be used; carries every reason. */
public class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient ConfigErrors errors;

  public ConfigException(ConfigErrors errors) {
    super(errors.toString());
    this.errors = errors;
  }

  /** What is wrong. */
  public ConfigErrors errors() {
    return errors;
  }
}
