package io.sluice.gateway.api;

import java.nio.charset.StandardCharsets;
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
  private final Variables.Origin[] origins;

  private Template(
      String text, String[] literals, Variable[] variables, Variables.Origin[] origins) {
    this.origins = origins;
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
    BracedText cut = BracedText.of(text);
    Variable[] variables = new Variable[cut.names().size()];
    Variables.Origin[] origins = new Variables.Origin[variables.length];
    for (int i = 0; i < variables.length; i++) {
      variables[i] = Variables.named(cut.names().get(i), pathParameters);
      origins[i] = Variables.originOf(cut.names().get(i), pathParameters);
    }
    return new Template(text, cut.literals().toArray(new String[0]), variables, origins);
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

  /**
   * The text as a path: every value that is not itself a piece of the request's path is
   * percent-encoded, slashes too, so that no value can add segments, a query, or a line.
   */
  public String renderPath(Exchange exchange) {
    return renderEncoded(exchange, Variables.Origin.PATH);
  }

  /**
   * The text as a URI: every value that may hold any text, such as a decoded query parameter or a
   * cookie, is percent-encoded.
   */
  public String renderUri(Exchange exchange) {
    return renderEncoded(exchange, Variables.Origin.URI);
  }

  /**
   * The text as a query: every value is percent-encoded, so that none can add a parameter, as a
   * path with an ampersand could.
   */
  public String renderQuery(Exchange exchange) {
    return renderEncoded(exchange, null);
  }

  private String renderEncoded(Exchange exchange, Variables.@Nullable Origin trusted) {
    StringBuilder out = new StringBuilder(text.length() + 32);
    for (int i = 0; i < variables.length; i++) {
      out.append(literals[i]);
      String value = variables[i].valueIn(exchange);
      if (value != null && trusted != null && origins[i].compareTo(trusted) <= 0) {
        out.append(value);
      } else if (value != null) {
        appendEncoded(out, value);
      }
    }
    return out.append(literals[variables.length]).toString();
  }

  /** Encodes all but unreserved characters (RFC 3986 2.3) as UTF-8. */
  private static void appendEncoded(StringBuilder out, String value) {
    for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
      if (b == '~' || (b > 0 && BracedText.isNamePart((char) b))) {
        out.append((char) b);
      } else {
        out.append('%');
        out.append(Character.toUpperCase(Character.forDigit(b >> 4 & 15, 16)));
        out.append(Character.toUpperCase(Character.forDigit(b & 15, 16)));
      }
    }
  }

  /** The text as it was written. */
  @Override
  public String toString() {
    return text;
  }
}
