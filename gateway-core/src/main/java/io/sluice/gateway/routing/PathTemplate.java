package io.sluice.gateway.routing;

import org.jspecify.annotations.Nullable;

/**
 * Reads path templates such as {@code /users/{id}/orders/{*rest}} straight from their text: a brace
 * stands only around a whole segment (the config sees to that), so text and path can be walked side
 * by side.
 */
final class PathTemplate {
  private PathTemplate() {}

  /** Whether a segment of a template is a variable, of either sort. */
  static boolean isVariable(String segment) {
    return segment.startsWith("{");
  }

  /** Whether a segment of a template stands for all the rest. */
  static boolean isRest(String segment) {
    return segment.startsWith("{*");
  }

  static boolean matches(String template, String path) {
    int at = 0;
    for (int i = 0; ; ) {
      int brace = template.indexOf('{', i);
      int plain = (brace < 0 ? template.length() : brace) - i;
      if (!path.regionMatches(at, template, i, plain)) {
        return false;
      }
      at += plain;
      if (brace < 0) {
        return at == path.length();
      }
      if (template.charAt(brace + 1) == '*') {
        return at < path.length();
      }
      int end = segmentEnd(path, at);
      if (end == at) {
        return false;
      }
      at = end;
      i = template.indexOf('}', brace) + 1;
    }
  }

  /** The variable's text in a path that matches, or null when the template has no such variable. */
  static @Nullable String parameter(String template, String path, String name) {
    int at = 0;
    for (int i = 0; i < template.length() && at < path.length(); i++, at++) {
      if (template.charAt(i) == '{') {
        boolean rest = template.charAt(i + 1) == '*';
        int start = i + (rest ? 2 : 1);
        int end = rest ? path.length() : segmentEnd(path, at);
        i = template.indexOf('}', i);
        if (i - start == name.length() && template.startsWith(name, start)) {
          return path.substring(at, end);
        }
        at = end - 1;
      }
    }
    return null;
  }

  private static int segmentEnd(String path, int from) {
    int slash = path.indexOf('/', from);
    return slash < 0 ? path.length() : slash;
  }

  /**
   * Orders the more specific first: at the first segment where they differ in sort, plain before
   * {@code {name}} before {@code {*name}}.
   */
  static int moreSpecific(String a, String b) {
    int i = 0;
    int j = 0;
    while (i >= 0 && j >= 0) { // both at a slash
      int bySort = Integer.compare(sort(a, i + 1), sort(b, j + 1));
      if (bySort != 0) {
        return bySort;
      }
      i = a.indexOf('/', i + 1);
      j = b.indexOf('/', j + 1);
    }
    return Boolean.compare(i >= 0, j >= 0); // no path matches both, but sorting needs an order
  }

  private static int sort(String template, int at) {
    return template.startsWith("{*", at) ? 2 : template.startsWith("{", at) ? 1 : 0;
  }
}
