package io.sluice.gateway.config;

import java.util.ArrayList;
import java.util.List;

/**
 * Everything wrong with a document, up to a number that a reader could still use.
 *
 * @param all in the document's order, as far as lines are known; when there are more than {@value
 *     #MOST}, the last one says how many are left out
 * @param count how many there are, with those left out
 */
public record ConfigErrors(List<ConfigError> all, int count) {

  /** Errors that are kept: one slip can repeat on every line of a long document. */
  static final int MOST = 200;

  /** Keeps a copy. */
  public ConfigErrors {
    if (count > MOST) {
      List<ConfigError> kept = new ArrayList<>(all.subList(0, Math.min(MOST, all.size())));
      kept.add(new ConfigError("", (count - kept.size()) + " more errors are left out", 0));
      all = kept;
    }
    all = List.copyOf(all);
  }

  /** All of them. */
  public ConfigErrors(List<ConfigError> all) {
    this(all, all.size());
  }

  /** One error of the document as a whole. */
  public static ConfigErrors of(String message, int line) {
    return new ConfigErrors(List.of(new ConfigError("", message, line)));
  }

  /** Those that are kept, without the last one that only counts the others. */
  List<ConfigError> kept() {
    return all.subList(0, Math.min(MOST, all.size()));
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
