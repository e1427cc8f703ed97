package io.sluice.gateway.api;

import java.util.ArrayList;
import java.util.List;

/**
 * A text cut at the names in braces that it holds. Braces around anything that is not a name
 * (letters, digits, {@code _}, {@code -} and {@code .}) are plain text, so that a JSON body needs
 * no escaping.
 *
 * @param literals what stands before each name, and after the last one: one more than names
 * @param names without their braces, in order
 */
public record BracedText(List<String> literals, List<String> names) {

  /** Cuts {@code text}, whatever it is. */
  public static BracedText of(String text) {
    List<String> literals = new ArrayList<>();
    List<String> names = new ArrayList<>();
    int literal = 0;
    for (int open = text.indexOf('{'); open >= 0; open = text.indexOf('{', open + 1)) {
      int end = endOfName(text, open + 1);
      if (end > 0) {
        literals.add(text.substring(literal, open));
        names.add(text.substring(open + 1, end));
        literal = end + 1;
      }
    }
    literals.add(text.substring(literal));
    return new BracedText(List.copyOf(literals), List.copyOf(names));
  }

  /** Index of the brace that closes the name starting at {@code from}, or -1 when it is no name. */
  private static int endOfName(String text, int from) {
    int i = from;
    while (i < text.length() && isNamePart(text.charAt(i))) {
      i++;
    }
    return i > from && i < text.length() && text.charAt(i) == '}' ? i : -1;
  }

  static boolean isNamePart(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '-'
        || c == '.';
  }
}
