package io.sluice.gateway.routing;

import java.util.Arrays;
import java.util.Comparator;

/** Where a rule lies in the tree of a {@link RouteIndex}. */
final class Way {

  /**
   * Rules of one place and those below it stand together: first those that end there, the better
   * before the worse, then those of each place below.
   */
  static final Comparator<Way> ORDER =
      Comparator.comparing(Way::keys, Arrays::compare).thenComparingInt(Way::rank);

  private final int rank;
  private final long[] keys;
  private final long ends;

  private Way(int rank, long[] keys, long ends) {
    this.rank = rank;
    this.keys = keys;
    this.ends = ends;
  }

  /**
   * The way to a rule.
   *
   * @throws KeyCollision when a literal segment has the key of a variable
   */
  static Way of(IndexKeys keys, Rule<?> rule, int rank) {
    return new Way(rank, keysOf(keys, rule), endsOf(rule.path()));
  }

  /** The keys on the way to a rule. */
  static long[] keysOf(IndexKeys keys, Rule<?> rule) {
    long root = root(keys, rule.host());
    String text = rule.path().text();
    return switch (rule.path().kind()) {
      case ANY -> new long[] {root};
      case REGEX -> new long[] {keys.regex(root)};
      case EXACT -> down(keys, root, text, false);
      case PREFIX -> {
        boolean goesOn = text.endsWith("/");
        yield down(keys, root, goesOn ? text.substring(0, text.length() - 1) : text, false);
      }
      case TEMPLATE -> {
        int last = text.lastIndexOf('/');
        boolean rest = text.startsWith("{*", last + 1);
        yield down(keys, root, rest ? text.substring(0, last) : text, true);
      }
    };
  }

  private static long root(IndexKeys keys, HostPattern host) {
    return switch (host.kind()) {
      case ANY -> keys.anyHost();
      case EXACT -> keys.exactHost(IndexKeys.host(host.name()));
      case WILDCARD -> keys.wildcardHost(IndexKeys.host(host.name()));
    };
  }

  private static long endsOf(PathPattern path) {
    return switch (path.kind()) {
      case EXACT, REGEX -> RouteIndex.ENDS_HERE;
      case ANY -> RouteIndex.ENDS_HERE | RouteIndex.GOES_ON;
      case PREFIX ->
          path.text().endsWith("/")
              ? RouteIndex.GOES_ON
              : RouteIndex.ENDS_HERE | RouteIndex.GOES_ON;
      case TEMPLATE ->
          PathTemplate.isRest(path.text().substring(path.text().lastIndexOf('/') + 1))
              ? RouteIndex.GOES_ON
              : RouteIndex.ENDS_HERE;
    };
  }

  /** From a root along the segments of a text; only in templates do braces mean variables. */
  private static long[] down(IndexKeys keys, long root, String text, boolean template) {
    long[] way = new long[1 + (int) text.chars().filter(c -> c == '/').count()];
    way[0] = root;
    int start = 1;
    for (int i = 1; i < way.length; i++) {
      int slash = text.indexOf('/', start);
      int end = slash < 0 ? text.length() : slash;
      long variable = keys.variable(way[i - 1]);
      if (template && text.startsWith("{", start)) {
        way[i] = variable;
      } else {
        way[i] = keys.child(way[i - 1], IndexKeys.segment(text, start, end));
        if (way[i] == variable) {
          throw new KeyCollision();
        }
      }
      start = end + 1;
    }
    return way;
  }

  /** The rule's place in the order of rules. */
  int rank() {
    return rank;
  }

  /** Of the places from the root down to the one where its pattern ends; not to be written to. */
  long[] keys() {
    return keys;
  }

  /**
   * For which paths the rule counts there: {@link RouteIndex#ENDS_HERE}, {@link RouteIndex#GOES_ON}
   * or both.
   */
  long ends() {
    return ends;
  }
}
