package io.sluice.gateway.config;

/**
 * One thing wrong with a document.
 *
 * @param path where, as {@code routes[3].match.path.prefix}; empty: the document as a whole
 * @param message what is wrong: the value, and what was expected
 * @param line from 1; 0 when it is not known
 */
public record ConfigError(String path, String message, int line) {

  /**
   * What a factory said of the config at {@code path}: {@code option: value (expected: ...)} is
   * told of the option's own path, any other sentence of the whole config.
   *
   * @param type of the config
   */
  public static ConfigError refused(
      String path, Class<? extends Record> type, RuntimeException refusal) {
    Refusal said = Refusal.of(refusal, new Shapes().of(type));
    return new ConfigError(
        said.key().isEmpty() ? path : path + '.' + said.key(), said.message(), 0);
  }

  /** {@code path: message (line N)}. */
  @Override
  public String toString() {
    String place = path.isEmpty() ? "" : path + ": ";
    return place + message + (line > 0 ? " (line " + line + ")" : "");
  }
}
