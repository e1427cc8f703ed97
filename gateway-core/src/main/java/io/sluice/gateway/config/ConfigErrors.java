package io.sluice.gateway.config;

import java.util.List;

/**
 * Everything wrong with a document.
 *
 * @param all in the document's order, as far as lines are known
 */
public record ConfigErrors(List<ConfigError> all) {

  /** Keeps a copy. */
  public ConfigErrors {
    all = List.copyOf(all);
  }

  /** One error of the document as a whole. */
  public static ConfigErrors of(String message, int line) {
    return new ConfigErrors(List.of(new ConfigError("", message, line)));
  }

  /** One line for each error. */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    for (ConfigError error : all) {
      out.append(out.isEmpty() ? "" : "\n").append(error);
    }
    return out.toString();
  }
}
