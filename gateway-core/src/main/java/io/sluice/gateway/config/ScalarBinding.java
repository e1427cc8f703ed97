package io.sluice.gateway.config;

import com.google.re2j.Pattern;
import io.sluice.gateway.api.Key;
import io.sluice.gateway.config.Node.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Binds values without parts, and says what is wrong with them. */
final class ScalarBinding {
  private static final ValueType.Scalar TEXT =
      Objects.requireNonNull(ValueType.SCALARS.get(String.class));

  private final Findings findings;
  private final Map<String, Pattern> patterns = new HashMap<>();

  ScalarBinding(Findings findings) {
    this.findings = findings;
  }

  /** The value, or null when there was a finding. */
  @Nullable Object value(ValueType.Scalar type, Rules rules, Node node, KeyPath path) {
    if (!(node instanceof Node.Scalar scalar)) {
      findings.add(path, node.kindName() + " (expected: " + type.expected() + ")", node.line());
      return null;
    }
    if (rules.secret()) {
      findings.hide(scalar.text());
    }
    try {
      return checked(type, rules, scalar);
    } catch (IllegalArgumentException e) {
      String message =
          rules.secret()
              ? Findings.HIDDEN + " (expected: " + expected(type, rules) + ")"
              : String.valueOf(e.getMessage());
      findings.add(path, message, node.line());
      return null;
    }
  }

  private static String expected(ValueType.Scalar type, Rules rules) {
    return type.isText() && !rules.pattern().isEmpty()
        ? Names.describe(rules.pattern())
        : type.expected();
  }

  /** The key made of one text or of a list of them, or null when there was a finding. */
  @Nullable Key key(ValueType.KeyParts type, Rules rules, Node node, KeyPath path) {
    boolean many = node instanceof Node.Sequence;
    List<Node> nodes = node instanceof Node.Sequence list ? list.items() : List.of(node);
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      String part = part(type, rules, nodes.get(i), many ? path.child(i) : path);
      if (part == null) {
        return null;
      }
      parts.add(part);
    }
    if (parts.isEmpty()) {
      findings.add(path, "0 entries (expected: at least 1)", node.line());
      return null;
    }
    return many ? Key.of(parts) : Key.of(parts.get(0));
  }

  private @Nullable String part(ValueType.KeyParts type, Rules rules, Node node, KeyPath path) {
    if (!(node instanceof Node.Scalar scalar)) {
      findings.add(path, node.kindName() + " (expected: " + type.expected() + ")", node.line());
      return null;
    }
    if (scalar.kind() == Kind.BROKEN) {
      return null;
    }
    try {
      String text = (String) checked(TEXT, rules, scalar);
      Key.of(text);
      return text;
    } catch (IllegalArgumentException e) {
      findings.add(path, String.valueOf(e.getMessage()), node.line());
      return null;
    }
  }

  /** Whether a map may have the key; a finding when not. */
  boolean isKey(String key, Rules rules, KeyPath path, int line) {
    if (rules.keys().isEmpty() || matches(rules.keys(), key)) {
      return true;
    }
    findings.add(
        path, Texts.visible(key) + " (expected: " + Names.describe(rules.keys()) + ")", line);
    return false;
  }

  private Object checked(ValueType.Scalar type, Rules rules, Node.Scalar scalar) {
    String text = scalar.text();
    if (scalar.kind() != Kind.UNTYPED && !type.kinds().contains(scalar.kind())) {
      throw refused(shown(scalar, type), type.expected());
    }
    Object value = type.parser().apply(text);
    if (!rules.pattern().isEmpty() && type.isText() && !matches(rules.pattern(), text)) {
      throw refused(Texts.visible(text), Names.describe(rules.pattern(), text));
    }
    if (type.comparison() != null) {
      boolean less = type.comparison().applyAsInt(value, rules.min()) < 0;
      if (less || type.comparison().applyAsInt(value, rules.max()) > 0) {
        throw refused(Texts.visible(text), range(type, rules));
      }
    }
    return value;
  }

  private boolean matches(String pattern, String text) {
    return patterns.computeIfAbsent(pattern, Pattern::compile).matches(text);
  }

  private static IllegalArgumentException refused(String value, String expected) {
    return new IllegalArgumentException(value + " (expected: " + expected + ")");
  }

  /** A number or boolean in quotes is shown with them, since they are what is wrong. */
  private static String shown(Node.Scalar scalar, ValueType.Scalar type) {
    String text = Texts.visible(scalar.text());
    boolean quoted =
        type.kinds().contains(Kind.BOOLEAN)
            ? text.equals("true") || text.equals("false")
            : "-0123456789".indexOf(text.charAt(0)) >= 0;
    return quoted && scalar.kind() == Kind.TEXT ? '"' + text + '"' : text;
  }

  private static String range(ValueType.Scalar type, Rules rules) {
    if (rules.min() == Long.MIN_VALUE) {
      return "at most " + type.bound().apply(rules.max());
    }
    String least = type.bound().apply(rules.min());
    return rules.max() == Long.MAX_VALUE
        ? "at least " + least
        : least + " to " + type.bound().apply(rules.max());
  }
}
