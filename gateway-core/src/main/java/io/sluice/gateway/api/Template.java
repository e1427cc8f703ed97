package io.sluice.gateway.api;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Text with exchange variables in braces, such as {@code https://{host}{path}}, parsed once when
 * the config is compiled. A variable without a value renders as nothing. Braces around anything
 * that is not a name are plain text, so that a JSON body needs no escaping.
 */
public final class Template {

  /** One variable, resolved by name at compile time. */
  @FunctionalInterface
  interface Variable {
    @Nullable String valueIn(Exchange exchange);
  }

  private final String text;
  private final String[] literals;
  private final Variable[] variables;

  private Template(String text, String[] literals, Variable[] variables) {
    this.text = text;
    this.literals = literals;
    this.variables = variables;
  }

  /**
   * Parses {@code text}.
   *
   * @throws IllegalArgumentException naming the unknown variable
   */
  public static Template parse(String text) {
    return parse(text, List.of());
  }

  /**
   * Parses {@code text} where the names of a path template's variables may stand bare: {@code
   * /u/{id}}.
   *
   * @throws IllegalArgumentException naming the unknown variable
   */
  public static Template parse(String text, List<String> pathParameters) {
    List<String> literals = new ArrayList<>();
    List<Variable> variables = new ArrayList<>();
    StringBuilder literal = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      int end = text.charAt(i) == '{' ? endOfName(text, i + 1) : -1;
      if (end < 0) {
        literal.append(text.charAt(i));
      } else {
        literals.add(literal.toString());
        literal.setLength(0);
        variables.add(Variables.named(text.substring(i + 1, end), pathParameters));
        i = end;
      }
    }
    literals.add(literal.toString());
    return new Template(text, literals.toArray(new String[0]), variables.toArray(new Variable[0]));
  }

  /** Index of the brace that closes the name starting at {@code from}, or -1 when it is no name. */
  private static int endOfName(String text, int from) {
    int i = from;
    while (i < text.length() && isNamePart(text.charAt(i))) {
      i++;
    }
    return i > from && i < text.length() && text.charAt(i) == '}' ? i : -1;
  }

  private static boolean isNamePart(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '-'
        || c == '.';
  }

  /** Whether it has no variables, so that every rendering is the same. */
  public boolean isConstant() {
    return variables.length == 0;
  }

  /** The text with the exchange's values in place. */
  public String render(Exchange exchange) {
    if (variables.length == 0) {
      return literals[0];
    }
    if (variables.length == 1 && literals[0].isEmpty() && literals[1].isEmpty()) {
      String only = variables[0].valueIn(exchange);
      return only == null ? "" : only;
    }
    StringBuilder out = new StringBuilder(text.length() + 32);
    for (int i = 0; i < variables.length; i++) {
      out.append(literals[i]);
      String value = variables[i].valueIn(exchange);
      if (value != null) {
        out.append(value);
      }
    }
    return out.append(literals[variables.length]).toString();
  }

  /** The text as it was written. */
  @Override
  public String toString() {
    return text;
  }
}
