package io.sluice.gateway.config;

import io.sluice.gateway.api.BracedText;
import java.util.ArrayList;
import java.util.List;

/** The variables of path templates: {@code /users/{id}/orders/{*rest}}. */
final class PathTemplates {
  private static final String EXPECTED =
      "segments that are plain or {name}, the last one perhaps {*name}";

  private static final int MAX_VARIABLES = 100;

  private PathTemplates() {}

  /**
   * Names in order.
   *
   * @throws IllegalArgumentException when a brace is not around a whole segment, a name is
   *     repeated, or something follows {@code {*name}}
   */
  static List<String> parameters(String template) {
    List<String> names = new ArrayList<>();
    int start = 1;
    while (start <= template.length()) {
      int slash = template.indexOf('/', start);
      int end = slash < 0 ? template.length() : slash;
      String segment = template.substring(start, end);
      if (segment.indexOf('{') >= 0 || segment.indexOf('}') >= 0) {
        boolean rest = segment.startsWith("{*");
        String name = nameIn(segment, rest ? 2 : 1);
        if (!isName(name) || (rest && slash >= 0)) {
          throw new IllegalArgumentException(
              Texts.visible(template) + " (expected: " + EXPECTED + ")");
        }
        if (names.contains(name)) {
          throw new IllegalArgumentException(
              Texts.visible(template) + " (expected: {" + Texts.visible(name) + "} only once)");
        }
        if (names.size() == MAX_VARIABLES) {
          throw new IllegalArgumentException(
              Texts.visible(template) + " (expected: at most " + MAX_VARIABLES + " variables)");
        }
        names.add(name);
      }
      start = end + 1;
    }
    return List.copyOf(names);
  }

  /** Refuses what {@link #parameters} refuses, with {@code key} in front. */
  static void check(String key, String template) {
    try {
      parameters(template);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(key + ": " + e.getMessage(), e);
    }
  }

  /** Names in order; of a template that {@link #parameters} refuses, what may be meant as one. */
  static List<String> namesIn(String template) {
    try {
      return parameters(template);
    } catch (IllegalArgumentException e) {
      return looseNamesIn(template);
    }
  }

  /** Whatever stands in braces. */
  static List<String> looseNamesIn(String text) {
    return BracedText.of(text.replace("{*", "{")).names();
  }

  private static String nameIn(String segment, int from) {
    int end = segment.length() - 1;
    boolean braced = segment.startsWith("{") && segment.endsWith("}") && from <= end;
    return braced ? segment.substring(from, end) : "";
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
