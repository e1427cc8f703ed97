package io.sluice.gateway.routing;

/**
 * The text that every match of a regular expression begins with, as far as a quick look tells:
 * {@code /v1/} of {@code /v1/(users|orders)/[0-9]+}. Too short is safe, too long is not, so
 * anything unclear ends it.
 */
final class LiteralPrefix {
  private static final String META = "\\.+*?()[]{}|^$";

  private LiteralPrefix() {}

  static String of(String regex) {
    if (hasAlternatives(regex)) {
      return "";
    }
    StringBuilder prefix = new StringBuilder();
    int i = regex.startsWith("^") ? 1 : 0;
    while (i < regex.length()) {
      char c = regex.charAt(i);
      int next = i + 1;
      if (c == '\\' && next < regex.length() && META.indexOf(regex.charAt(next)) >= 0) {
        c = regex.charAt(next++);
      } else if (META.indexOf(c) >= 0) {
        break;
      }
      if (Character.isSurrogate(c) || (next < regex.length() && isOptional(regex.charAt(next)))) {
        break;
      }
      prefix.append(c);
      i = next;
    }
    return prefix.toString();
  }

  /** Whether what comes before this may be left out. */
  private static boolean isOptional(char quantifier) {
    return quantifier == '*' || quantifier == '?' || quantifier == '{';
  }

  /**
   * Whether there may be a {@code |} outside all parentheses. In quoted text and in odd brackets
   * parentheses mean nothing and are hard to count: there any {@code |} is taken for one outside.
   */
  private static boolean hasAlternatives(String regex) {
    boolean odd = regex.contains("\\Q") || regex.contains("[]") || regex.contains("[^]");
    boolean bar = false;
    boolean inBrackets = false;
    int depth = 0;
    for (int i = 0; i < regex.length(); i++) {
      char c = regex.charAt(i);
      if (c == '\\') {
        i++;
      } else if (inBrackets) {
        odd |= c == '[';
        inBrackets = c != ']';
      } else if (c == '[') {
        inBrackets = true;
      } else if (c == '(' || c == ')') {
        depth += c == '(' ? 1 : -1;
      } else if (c == '|' && depth == 0) {
        bar = true;
      }
    }
    return bar || (odd && regex.indexOf('|') >= 0);
  }
}
