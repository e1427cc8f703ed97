package io.sluice.gateway.routing;

import com.google.re2j.Pattern;
import io.netty.handler.codec.http.HttpHeaders;
import io.sluice.gateway.config.Regexes;
import io.sluice.gateway.config.ValueMatch;
import java.util.Iterator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A condition on one header field, query parameter or cookie. */
final class ValueCondition {
  private enum Kind {
    EXACT,
    PREFIX,
    REGEX,
    PRESENT,
    ABSENT
  }

  private final String name;
  private final Kind kind;
  private final String text;
  private final @Nullable Pattern regex;

  private ValueCondition(String name, Kind kind, String text, @Nullable Pattern regex) {
    this.name = name;
    this.kind = kind;
    this.text = text;
    this.regex = regex;
  }

  /**
   * Compiles a condition.
   *
   * @throws IllegalArgumentException naming it and what was expected
   */
  static ValueCondition of(ValueMatch match) {
    String name = match.name();
    if (match.exact() != null) {
      return new ValueCondition(name, Kind.EXACT, match.exact(), null);
    }
    if (match.prefix() != null) {
      return new ValueCondition(name, Kind.PREFIX, match.prefix(), null);
    }
    if (match.regex() != null) {
      Pattern regex = Regexes.compile(match.regex());
      return new ValueCondition(name, Kind.REGEX, match.regex(), regex);
    }
    if (match.present() != null) {
      return new ValueCondition(name, match.present() ? Kind.PRESENT : Kind.ABSENT, "", null);
    }
    throw new IllegalArgumentException(name + ": (expected: exact, prefix, regex or present)");
  }

  String name() {
    return name;
  }

  /** Whether it holds for a value; null when there is none. */
  boolean holds(@Nullable String value) {
    return value == null
        ? kind == Kind.ABSENT
        : switch (kind) {
          case EXACT -> text.equals(value);
          case PREFIX -> value.startsWith(text);
          case REGEX -> Objects.requireNonNull(regex).matches(value);
          case PRESENT -> true;
          case ABSENT -> false;
        };
  }

  /** Whether it holds for any of the fields of its name. */
  boolean holds(HttpHeaders headers) {
    String first = headers.get(name);
    if (first == null || kind == Kind.PRESENT || kind == Kind.ABSENT || holds(first)) {
      return holds(first);
    }
    for (Iterator<String> values = headers.valueStringIterator(name); values.hasNext(); ) {
      if (holds(values.next())) {
        return true;
      }
    }
    return false;
  }

  /** Whether every value for which the other holds makes this one hold; names apart. */
  boolean covers(ValueCondition other) {
    return switch (kind) {
      case PRESENT -> other.kind != Kind.ABSENT;
      case ABSENT -> other.kind == Kind.ABSENT;
      case EXACT, REGEX, PREFIX ->
          (kind == other.kind && text.equals(other.text))
              || (other.kind == Kind.EXACT && holds(other.text))
              || (kind == Kind.PREFIX && other.kind == Kind.PREFIX && other.text.startsWith(text));
    };
  }

  /** What is expected, without the name. */
  String expected() {
    return switch (kind) {
      case EXACT -> "'" + text + "'";
      case PREFIX -> "prefix '" + text + "'";
      case REGEX -> "regex '" + text + "'";
      case PRESENT -> "present";
      case ABSENT -> "absent";
    };
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof ValueCondition that
        && name.equals(that.name)
        && kind == that.kind
        && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, kind, text);
  }

  @Override
  public String toString() {
    return name + ": " + expected();
  }
}
