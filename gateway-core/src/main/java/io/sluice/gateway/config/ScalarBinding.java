package io.sluice.gateway.config;

import com.google.re2j.Pattern;
import io.sluice.gateway.api.Option;
import io.sluice.gateway.config.Node.Kind;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Binds values without parts, and says what is wrong with them. */
final class ScalarBinding {
  private final Findings findings;
  private final Map<String, Pattern> patterns = new HashMap<>();

  ScalarBinding(Findings findings) {
    this.findings = findings;
  }

  /** The value, or null when there was a finding. */
  @Nullable Object value(ValueType.Scalar type, Option option, Node node, KeyPath path) {
    if (!(node instanceof Node.Scalar scalar)) {
      findings.add(path, node.kindName() + " (expected: " + type.expected() + ")", node.line());
      return null;
    }
    if (option.secret()) {
      findings.hide(scalar.text());
    }
    try {
      return checked(type, option, scalar);
    } catch (IllegalArgumentException e) {
      String message =
          option.secret()
              ? Findings.HIDDEN + " (expected: " + type.expected() + ")"
              : String.valueOf(e.getMessage());
      findings.add(path, message, node.line());
      return null;
    }
  }

  /** Whether a map may have the key; a finding when not. */
  boolean isKey(String key, Option option, KeyPath path, int line) {
    if (option.keys().isEmpty() || matches(option.keys(), key)) {
      return true;
    }
    findings.add(
        path, Texts.visible(key) + " (expected: " + Names.describe(option.keys()) + ")", line);
    return false;
  }

  private Object checked(ValueType.Scalar type, Option option, Node.Scalar scalar) {
    String text = scalar.text();
    if (scalar.kind() != Kind.UNTYPED && !type.kinds().contains(scalar.kind())) {
      throw refused(shown(scalar, type), type.expected());
    }
    Object value = type.parser().apply(text);
    if (!option.pattern().isEmpty() && type.isText() && !matches(option.pattern(), text)) {
      throw refused(Texts.visible(text), Names.describe(option.pattern()));
    }
    if (type.comparison() != null) {
      boolean less = type.comparison().applyAsInt(value, option.min()) < 0;
      if (less || type.comparison().applyAsInt(value, option.max()) > 0) {
        throw refused(Texts.visible(text), range(type, option));
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

  private static String range(ValueType.Scalar type, Option option) {
    if (option.min() == Long.MIN_VALUE) {
      return "at most " + type.bound().apply(option.max());
    }
    String least = type.bound().apply(option.min());
    return option.max() == Long.MAX_VALUE
        ? "at least " + least
        : least + " to " + type.bound().apply(option.max());
  }
}
