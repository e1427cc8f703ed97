package io.sluice.filters.jwt;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which claim is meant: its name, or a JSON pointer (RFC 6901) to one within another, such as
 * {@code /realm_access/roles}. Immutable.
 */
public final class ClaimPath {
  private final String written;
  private final String[] names;

  private ClaimPath(String written, String[] names) {
    this.written = written;
    this.names = names;
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException when it is empty
   */
  public static ClaimPath of(String text) {
    if (text.isEmpty() || text.equals("/")) {
      throw new IllegalArgumentException(
          '"' + text + "\" (expected: the name of a claim, or a pointer such as /access/roles)");
    }
    if (text.charAt(0) != '/') {
      return new ClaimPath(text, new String[] {text});
    }
    String[] names = text.substring(1).split("/", -1);
    for (int i = 0; i < names.length; i++) {
      names[i] = names[i].replace("~1", "/").replace("~0", "~");
    }
    return new ClaimPath(text, names);
  }

  /** What these claims have there; null = nothing. */
  public @Nullable Object in(Map<String, Object> claims) {
    Object value = claims;
    for (String name : names) {
      if (!(value instanceof Map<?, ?> members)) {
        return null;
      }
      value = members.get(name);
    }
    return value;
  }

  /**
   * A single value as text: of a string, a number or a boolean; null = it is something else, or
   * absent.
   */
  public static @Nullable String text(@Nullable Object value) {
    return value == null || value instanceof Map || value instanceof List ? null : value.toString();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ClaimPath path && written.equals(path.written);
  }

  @Override
  public int hashCode() {
    return written.hashCode();
  }

  /** As it was written. */
  @Override
  public String toString() {
    return written;
  }
}
