package io.sluice.gateway.routing;

import com.google.re2j.Pattern;
import io.sluice.gateway.config.PathMatch;
import io.sluice.gateway.config.Regexes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The paths that a route takes. All comparison is of the normalised, still percent-encoded path.
 *
 * <ul>
 *   <li>exact: the whole path.
 *   <li>template: segments, where {@code {name}} stands for one that is not empty and a last {@code
 *       {*name}} for all the rest, slashes included, which must not be empty either: {@code
 *       /files/{*rest}} takes {@code /files/a/b}, but neither {@code /files} nor {@code /files/}.
 *   <li>prefix: whole segments: {@code /users} takes {@code /users}, {@code /users/} and {@code
 *       /users/7}, not {@code /usersx}. A slash at its end has to be there: {@code /users/} does
 *       not take {@code /users}.
 *   <li>regex: an RE2 expression for the whole path, which runs in linear time.
 *   <li>any: no condition on the path.
 * </ul>
 */
final class PathPattern {

  /** In the order of specificity. */
  enum Kind {
    EXACT,
    TEMPLATE,
    PREFIX,
    REGEX,
    ANY
  }

  /** Deeper patterns are refused: the walk over the index recurses once for each segment. */
  static final int MAX_SEGMENTS = 256;

  private static final PathPattern ANY = new PathPattern(Kind.ANY, "", null);

  private final Kind kind;
  private final String text;
  private final @Nullable Pattern regex;

  /** What every match of the regex begins with: most paths are told apart without running it. */
  private final String regexPrefix;

  private PathPattern(Kind kind, String text, @Nullable Pattern regex) {
    this.kind = kind;
    this.text = text;
    this.regex = regex;
    this.regexPrefix = regex == null ? "" : LiteralPrefix.of(text);
  }

  /**
   * Compiles a path condition; null is any path.
   *
   * @throws IllegalArgumentException naming the pattern and what was expected
   */
  static PathPattern of(@Nullable PathMatch match) {
    if (match == null) {
      return ANY;
    }
    if (match.exact() != null) {
      return of(Kind.EXACT, match.exact());
    }
    if (match.prefix() != null) {
      return of(Kind.PREFIX, match.prefix());
    }
    if (match.template() != null) {
      return of(Kind.TEMPLATE, match.template());
    }
    if (match.regex() != null) {
      return new PathPattern(Kind.REGEX, match.regex(), Regexes.compile(match.regex()));
    }
    throw new IllegalArgumentException("path: (expected: exact, prefix, template or regex)");
  }

  /** The config has seen to it that the text is well formed. */
  private static PathPattern of(Kind kind, String text) {
    if (text.chars().filter(c -> c == '/').count() > MAX_SEGMENTS) {
      throw new IllegalArgumentException(
          "path: " + text + " (expected: at most " + MAX_SEGMENTS + " segments)");
    }
    return new PathPattern(kind, text, null);
  }

  Kind kind() {
    return kind;
  }

  /** As the config writes it; empty for any path. */
  String text() {
    return text;
  }

  /** What every match of a regex begins with; empty for what is none. */
  String regexPrefix() {
    return regexPrefix;
  }

  /** The segments between the slashes; an empty one at the end when the text ends in a slash. */
  List<String> segments() {
    return List.of(text.substring(1).split("/", -1));
  }

  /** Whether the path is one of those meant. */
  boolean matches(String path) {
    return switch (kind) {
      case EXACT -> text.equals(path);
      case TEMPLATE -> PathTemplate.matches(text, path);
      case PREFIX -> path.startsWith(text) && endsSegment(path);
      case REGEX -> path.startsWith(regexPrefix) && regex != null && regex.matches(path);
      case ANY -> true;
    };
  }

  private boolean endsSegment(String path) {
    int end = text.length();
    return path.length() == end || path.charAt(end) == '/' || path.charAt(end - 1) == '/';
  }

  /** The part of a path that matched which a template's variable stands for, or null. */
  @Nullable String parameter(String path, String name) {
    return kind == Kind.TEMPLATE ? PathTemplate.parameter(text, path, name) : null;
  }

  /** Orders the more specific first: by kind, templates segment by segment, prefixes by length. */
  static int moreSpecific(PathPattern a, PathPattern b) {
    if (a.kind != b.kind) {
      return a.kind.compareTo(b.kind);
    }
    return switch (a.kind) {
      case TEMPLATE -> PathTemplate.moreSpecific(a.text, b.text);
      case PREFIX -> Integer.compare(b.text.length(), a.text.length());
      case EXACT, REGEX, ANY -> 0;
    };
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof PathPattern that && kind == that.kind && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode() * 31 + kind.hashCode();
  }

  /** As the config writes it, after its kind: {@code prefix /users}. */
  @Override
  public String toString() {
    return switch (kind) {
      case EXACT -> "exact " + text;
      case TEMPLATE -> "template " + text;
      case PREFIX -> "prefix " + text;
      case REGEX -> "regex " + text;
      case ANY -> "any";
    };
  }
}
