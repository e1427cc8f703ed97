package io.sluice.gateway.config;

import org.jspecify.annotations.Nullable;

/**
 * A place in a document, such as {@code routes[3].match.path.prefix}. Linked from the leaf to the
 * root, so that binding a document that has no error costs no strings.
 */
final class KeyPath {
  static final KeyPath ROOT = new KeyPath(null, "", -1);

  private final @Nullable KeyPath parent;
  private final String key;
  private final int index;

  private KeyPath(@Nullable KeyPath parent, String key, int index) {
    this.parent = parent;
    this.key = key;
    this.index = index;
  }

  KeyPath child(String name) {
    return new KeyPath(this, name, -1);
  }

  KeyPath child(int position) {
    return new KeyPath(this, "", position);
  }

  /** The place that {@code relative}, such as {@code match.headers[0].name}, has below this one. */
  KeyPath descend(String relative) {
    KeyPath place = this;
    int from = 0;
    for (int i = 0; i <= relative.length(); i++) {
      char c = i == relative.length() ? '.' : relative.charAt(i);
      if (c == '.' || c == '[' || c == ']') {
        String part = relative.substring(from, i);
        if (!part.isEmpty()) {
          place = c == ']' ? place.bracketed(part) : place.child(part);
        }
        from = i + 1;
      }
    }
    return place;
  }

  private KeyPath bracketed(String part) {
    int length = part.length();
    if (length > 2 && part.startsWith("\"") && part.endsWith("\"")) {
      return child(part.substring(1, length - 1));
    }
    boolean position = length < 10 && part.chars().allMatch(c -> c >= '0' && c <= '9');
    return position ? child(Integer.parseInt(part)) : child(part);
  }

  /** Line of the innermost part of this path that {@code root} has. */
  int lineIn(Node root) {
    Node node = parent == null ? root : parent.nodeIn(root);
    if (node instanceof Node.Mapping mapping) {
      Node.Entry entry = mapping.entries().get(key);
      return entry == null ? mapping.line() : entry.line();
    }
    if (node instanceof Node.Sequence sequence && index >= 0 && index < sequence.items().size()) {
      return sequence.items().get(index).line();
    }
    return node != null ? node.line() : parent == null ? 0 : parent.lineIn(root);
  }

  private @Nullable Node nodeIn(Node root) {
    if (parent == null) {
      return root;
    }
    Node node = parent.nodeIn(root);
    if (node instanceof Node.Mapping mapping) {
      return mapping.value(key);
    }
    if (node instanceof Node.Sequence sequence && index >= 0 && index < sequence.items().size()) {
      return sequence.items().get(index);
    }
    return null;
  }

  private static boolean isPlain(String key) {
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      boolean word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!word && c != '_' && c != '-') {
        return false;
      }
    }
    return !key.isEmpty();
  }

  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    append(out);
    return out.toString();
  }

  private void append(StringBuilder out) {
    if (parent == null) {
      return;
    }
    parent.append(out);
    if (index >= 0) {
      out.append('[').append(index).append(']');
    } else if (isPlain(key)) {
      out.append(out.isEmpty() ? "" : ".").append(key);
    } else {
      out.append("[\"").append(Texts.visible(key)).append("\"]");
    }
  }
}
