package io.sluice.gateway.routing;

/**
 * A host that a route takes: a name, {@code *.example.org} for every name below, however deep, or
 * any host at all.
 */
final class HostPattern {

  /** In the order of specificity. */
  enum Kind {
    EXACT,
    WILDCARD,
    ANY
  }

  static final HostPattern ANY = new HostPattern(Kind.ANY, "");

  private final Kind kind;

  private final String text;

  private HostPattern(Kind kind, String text) {
    this.kind = kind;
    this.text = text;
  }

  /**
   * Reads a host as the config writes it, in lower case.
   *
   * @throws IllegalArgumentException naming it and what was expected
   */
  static HostPattern of(String host) {
    boolean wildcard = host.startsWith("*.");
    String name = wildcard ? host.substring(2) : host;
    boolean address = name.startsWith("[") && name.endsWith("]") && !wildcard;
    if (name.isEmpty()
        || name.startsWith(".")
        || name.chars().anyMatch(c -> c <= ' ' || c == '*' || c == '/')
        || (!address && name.indexOf(':') >= 0)) {
      throw new IllegalArgumentException(
          "host: '" + host + "' (expected: a name without port, or *. and a name)");
    }
    return wildcard
        ? new HostPattern(Kind.WILDCARD, host.substring(1))
        : new HostPattern(Kind.EXACT, host);
  }

  Kind kind() {
    return kind;
  }

  /** What the index looks up: the name, or what follows {@code *.}; empty for any host. */
  String name() {
    return kind == Kind.WILDCARD ? text.substring(1) : text;
  }

  /** The name; for a wildcard what follows the star, with its dot; empty for any host. */
  String text() {
    return text;
  }

  /** Whether the request's host, in lower case, is meant. */
  boolean matches(String host) {
    return switch (kind) {
      case EXACT -> text.equals(host);
      case WILDCARD -> host.length() > text.length() && host.endsWith(text);
      case ANY -> true;
    };
  }

  /** Whether every host that the other means is meant. */
  boolean covers(HostPattern other) {
    return switch (kind) {
      case EXACT -> equals(other);
      case WILDCARD ->
          other.kind == Kind.WILDCARD
              ? other.text.endsWith(text)
              : other.kind == Kind.EXACT && matches(other.text);
      case ANY -> true;
    };
  }

  /** Orders the more specific first: exact, then wildcards by length, then any. */
  static int moreSpecific(HostPattern a, HostPattern b) {
    return a.kind != b.kind
        ? a.kind.compareTo(b.kind)
        : a.kind == Kind.WILDCARD ? Integer.compare(b.text.length(), a.text.length()) : 0;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof HostPattern that && kind == that.kind && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode() * 31 + kind.hashCode();
  }

  /** As the config writes it; {@code *} for any. */
  @Override
  public String toString() {
    return kind == Kind.EXACT ? text : "*" + text;
  }
}
