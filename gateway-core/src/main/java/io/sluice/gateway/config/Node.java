package io.sluice.gateway.config;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A parsed document before it has types. Aliases share the node of their anchor: {@code weight} and
 * {@code height} count as if it were repeated, which is what reading it costs.
 */
sealed interface Node {

  /** Line where it starts, from 1. */
  int line();

  /** Number of nodes in it, itself included; long text counts as several. */
  int weight();

  /** What a text adds to the weight of its node. */
  static int weightOf(String text) {
    return text.length() / 100;
  }

  /** Levels of nesting in it; 1 for a scalar. */
  int height();

  /** What a list, mapping or scalar is called in messages. */
  String kindName();

  /**
   * A value without parts.
   *
   * @param text as it was written, without quotes; never a number's value read and printed again
   */
  record Scalar(Kind kind, String text, int line) implements Node {
    @Override
    public int weight() {
      return 1 + weightOf(text);
    }

    @Override
    public int height() {
      return 1;
    }

    @Override
    public String kindName() {
      return kind == Kind.NULL ? "null" : "a value";
    }
  }

  /** How a scalar was written. */
  enum Kind {
    TEXT,
    WHOLE,
    DECIMAL,
    BOOLEAN,
    NULL,
    /** Text that the environment has filled in: whatever its place asks for. */
    UNTYPED,
    /** An error that has been reported; no message should follow. */
    BROKEN
  }

  /** A list. */
  record Sequence(List<Node> items, int line, int weight, int height) implements Node {
    @Override
    public String kindName() {
      return "a list";
    }
  }

  /** Keys and values, in the document's order. */
  record Mapping(Map<String, Entry> entries, int line, int weight, int height) implements Node {

    /** The value at {@code key}, or null. */
    @Nullable Node value(String key) {
      Entry entry = entries.get(key);
      return entry == null ? null : entry.value();
    }

    /** The value at {@code key} when it has no parts and is neither null nor broken, else null. */
    @Nullable Scalar scalar(String key) {
      boolean usable =
          value(key) instanceof Scalar scalar
              && scalar.kind() != Kind.BROKEN
              && scalar.kind() != Kind.NULL;
      return usable ? (Scalar) value(key) : null;
    }

    /** The items of the list at {@code key}; none when there is no list. */
    List<Node> items(String key) {
      return value(key) instanceof Sequence list ? list.items() : List.of();
    }

    @Override
    public String kindName() {
      return "a mapping";
    }
  }

  /**
   * A value with the place of its key.
   *
   * @param line where the key stands
   */
  record Entry(int line, Node value) {}
}
