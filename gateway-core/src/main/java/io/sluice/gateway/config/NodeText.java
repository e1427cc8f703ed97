package io.sluice.gateway.config;

import java.util.IdentityHashMap;
import java.util.Map;
import tools.jackson.core.io.JsonStringEncoder;

/** A tree of nodes as JSON, in one line without blanks, its keys in the document's order. */
final class NodeText {
  private final StringBuilder out = new StringBuilder();

  private final IdentityHashMap<Node, String> written;

  private NodeText(IdentityHashMap<Node, String> written) {
    this.written = written;
  }

  static String of(Node node) {
    return of(node, new IdentityHashMap<>());
  }

  /**
   * The same with other texts in some places.
   *
   * @param written by identity, texts to be put in place of others
   */
  static String of(Node node, IdentityHashMap<Node, String> written) {
    NodeText text = new NodeText(written);
    text.append(node);
    return text.out.toString();
  }

  private void append(Node node) {
    if (node instanceof Node.Mapping mapping) {
      append(mapping);
    } else if (node instanceof Node.Sequence sequence) {
      append(sequence);
    } else if (node instanceof Node.Scalar scalar) {
      append(scalar);
    }
  }

  private void append(Node.Mapping mapping) {
    char before = '{';
    for (Map.Entry<String, Node.Entry> entry : mapping.entries().entrySet()) {
      out.append(before);
      quoted(entry.getKey());
      out.append(':');
      append(entry.getValue().value());
      before = ',';
    }
    out.append(before == '{' ? "{}" : "}");
  }

  private void append(Node.Sequence sequence) {
    char before = '[';
    for (Node item : sequence.items()) {
      out.append(before);
      append(item);
      before = ',';
    }
    out.append(before == '[' ? "[]" : "]");
  }

  private void append(Node.Scalar scalar) {
    switch (scalar.kind()) {
      case BOOLEAN -> word(scalar.text());
      case NULL -> out.append("null");
      case WHOLE, DECIMAL -> number(scalar.text());
      case TEXT, BROKEN -> quoted(scalar.text());
      case UNTYPED -> quoted(written.getOrDefault(scalar, scalar.text()));
    }
  }

  /** YAML's other spellings of true and false are text to the binder. */
  private void word(String text) {
    if (text.equals("true") || text.equals("false")) {
      out.append(text);
    } else {
      quoted(text);
    }
  }

  /**
   * YAML writes numbers in more ways than JSON. A missing zero changes nothing for whoever wants a
   * number; with others, such as {@code 007}, nobody but a text is content: they stay text.
   */
  private void number(String text) {
    int end = text.indexOf('.') + 1;
    String digits =
        end > 0 && digits(text, end) == end
            ? text.substring(0, end) + "0" + text.substring(end)
            : text;
    if (isJson(digits)) {
      out.append(digits);
    } else {
      quoted(text);
    }
  }

  /** RFC 8259, section 6. */
  private static boolean isJson(String text) {
    int at = text.startsWith("-") ? 1 : 0;
    int whole = digits(text, at);
    if (whole == at || (text.charAt(at) == '0' && whole > at + 1)) {
      return false;
    }
    at = whole;
    if (at < text.length() && text.charAt(at) == '.') {
      int fraction = digits(text, at + 1);
      if (fraction == at + 1) {
        return false;
      }
      at = fraction;
    }
    if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
      int sign = at + 1;
      if (sign < text.length() && (text.charAt(sign) == '+' || text.charAt(sign) == '-')) {
        sign++;
      }
      int exponent = digits(text, sign);
      return exponent > sign && exponent == text.length();
    }
    return at == text.length();
  }

  private static int digits(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at;
  }

  private void quoted(String text) {
    out.append('"');
    JsonStringEncoder.getInstance().quoteAsString(text, out);
    out.append('"');
  }
}
