package io.sluice.gateway.config;

/**
 * One thing wrong with a document.
 *
 * @param path where, as {@code routes[3].match.path.prefix}; empty: the document as a whole
 * @param message what is wrong: the value, and what was expected
 * @param line from 1; 0 when it is not known
 */
public record ConfigError(String path, String message, int line) {

  /** {@code path: message (line N)}. */
  @Override
  public String toString() {
    String place = path.isEmpty() ? "" : path + ": ";
    return place + message + (line > 0 ? " (line " + line + ")" : "");
  }
}
