package io.sluice.gateway.config;

import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Fills environment variables into texts: a dollar sign and a name in braces, with a default after
 * a colon. Two dollar signs before the brace stand for themselves as one.
 */
final class Environment {

  /** Leaves texts as they are written. */
  static final Environment UNFILLED = new Environment(null);

  private final @Nullable Function<String, @Nullable String> variables;

  Environment(@Nullable Function<String, @Nullable String> variables) {
    this.variables = variables;
  }

  /**
   * @param most characters of the result
   * @throws IllegalArgumentException naming the variable that is not set, or the place that is none
   */
  String replaceIn(String text, int most) {
    int from = text.indexOf("${");
    if (from < 0 || variables == null) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length() + 32);
    int done = 0;
    while (from >= 0) {
      if (from > done && text.charAt(from - 1) == '$') {
        out.append(text, done, from - 1).append("${");
        done = from + 2;
      } else {
        int end = text.indexOf('}', from);
        if (end < 0) {
          throw new IllegalArgumentException(
              "${ without an end (expected: a closing brace)"); // what follows may be secret
        }
        out.append(text, done, from).append(value(text.substring(from + 2, end)));
        done = end + 1;
      }
      if (out.length() > most) {
        throw new IllegalArgumentException(
            "too long with its variables (expected: at most " + most + " characters)");
      }
      from = text.indexOf("${", done);
    }
    return out.append(text, done, text.length()).toString();
  }

  private String value(String reference) {
    int colon = reference.indexOf(':');
    String name = colon < 0 ? reference : reference.substring(0, colon);
    if (!isName(name)) {
      throw new IllegalArgumentException(
          "${"
              + Texts.visible(reference)
              + "} (expected: ${NAME} or ${NAME:default} of an environment variable; write $${ for a"
              + " plain ${)");
    }
    String value = Objects.requireNonNull(variables).apply(name);
    if (value != null) {
      return value;
    }
    if (colon < 0) {
      throw new IllegalArgumentException(
          "environment variable "
              + name
              + " is not set (expected: a value, or ${"
              + name
              + ":default})");
    }
    return reference.substring(colon + 1);
  }

  private static boolean isName(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
      if (!letter && !(i > 0 && c >= '0' && c <= '9')) {
        return false;
      }
    }
    return !name.isEmpty();
  }
}
