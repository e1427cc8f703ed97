package io.sluice.gateway.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Collects what is wrong while a document is read; belongs to one run. */
final class Findings {
  private static final int SHORTEST_SECRET = 4;
  static final String HIDDEN = "(hidden)";

  private final List<ConfigError> errors = new ArrayList<>();
  private final Set<String> secrets = new HashSet<>();
  private int count;

  void add(KeyPath path, String message, int line) {
    if (!isFull()) {
      errors.add(new ConfigError(path.toString(), message, line));
    }
    count++;
  }

  /** Whether more are only counted, so that no message is worth much work. */
  boolean isFull() {
    return errors.size() == ConfigErrors.MOST;
  }

  /** A value that no message may repeat, wherever else it stands. */
  void hide(String secret) {
    if (secret.length() >= SHORTEST_SECRET) {
      secrets.add(secret);
    }
  }

  boolean isEmpty() {
    return errors.isEmpty();
  }

  ConfigErrors errors() {
    List<ConfigError> sorted = new ArrayList<>(errors.size());
    for (ConfigError error : errors) {
      String message = error.message();
      for (String secret : secrets) {
        message = message.replace(secret, HIDDEN);
      }
      sorted.add(new ConfigError(error.path(), message, error.line()));
    }
    sorted.sort(Comparator.comparingInt(ConfigError::line));
    return new ConfigErrors(sorted, count);
  }

  /** Ends the run when there is anything to say. */
  void throwIfAny() throws ConfigException {
    if (!errors.isEmpty()) {
      throw new ConfigException(errors());
    }
  }
}
