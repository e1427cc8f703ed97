package io.sluice.gateway.routing;

/**
 * Proposes the few rules that can match a request, without looking at the others.
 *
 * <p>The rules' hosts and paths form a tree: under each host a root, under each root the path's
 * segments. A place in the tree holds the ranks of the rules whose pattern ends there, in two
 * lists: those for a path that ends there too, and those for a path that goes on (prefixes, and
 * templates that take the rest). A request can meet its exact host, one place for each wildcard
 * suffix of it, and the place of any host; from each of these roots the walk goes down by literal
 * segments, and also by the variable where templates have one.
 *
 * <p>The tree is laid out as one open-addressed hash table whose key is the hash of the whole way
 * to a place ({@link IndexKeys}), not of one step: so a step needs nothing that the step before has
 * loaded, and the processor can fetch ahead of itself. A slot is two longs side by side, the key
 * and what is there. No strings are kept or compared: the rules proposed check themselves.
 *
 * <p>Given up for this: rules with the same host and path pattern are tried one after the other,
 * however many there are; regex rules of a host too, but only those that outrank what was found
 * without them.
 */
final class RouteIndex {

  /** No rule; greater than every rank. */
  static final int NONE = Integer.MAX_VALUE;

  // What a slot's second long says, above 32 bits for the offset into the lists.
  static final long LITERALS_BELOW = 1L << 32;
  static final long VARIABLE_BELOW = 1L << 33;
  static final long ENDS_HERE = 1L << 34;
  static final long GOES_ON = 1L << 35;

  /** In every used slot, so that an empty one is 0. */
  static final long USED = 1L << 36;

  /** One rule is all there is: its rank stands in place of the offset, which saves a fetch. */
  static final long SINGLE = 1L << 37;

  private final long[] slots;
  private final int shift;

  /** For each place: count, ranks of those that end here; count, ranks of those that go on. */
  private final int[] lists;

  private final boolean exactHosts;

  /** Bit n: there is a wildcard whose suffix has n dots, or n + 64. */
  private final long wildcardDots;

  private final int bestRegex;

  RouteIndex(long[] slots, int[] lists, boolean exactHosts, long wildcardDots, int bestRegex) {
    this.slots = slots;
    this.shift = shift(slots.length);
    this.lists = lists;
    this.exactHosts = exactHosts;
    this.wildcardDots = wildcardDots;
    this.bestRegex = bestRegex;
  }

  /** How far a key is shifted to give a slot, two longs each, in a table of this many longs. */
  static int shift(int length) {
    return Long.numberOfLeadingZeros(length / 2 - 1);
  }

  /** Proposes rules until the best is found; regex rules last. */
  int search(RouteRequest request, Candidates candidates) {
    int best = searchHosts(request, candidates, false, NONE);
    return bestRegex < best ? searchHosts(request, candidates, true, best) : best;
  }

  private int searchHosts(RouteRequest request, Candidates candidates, boolean regex, int best) {
    int found = best;
    if (exactHosts || wildcardDots != 0) {
      String host = request.host();
      long hash = 0;
      int dots = 0;
      for (int i = host.length() - 1; i >= 0; i--) {
        char c = host.charAt(i);
        if (c == '.') {
          if (((wildcardDots >>> dots) & 1) != 0) {
            found = fromRoot(IndexKeys.wildcardHost(hash), request, candidates, regex, found);
          }
          dots++;
        }
        hash = IndexKeys.append(hash, c);
      }
      found = fromRoot(IndexKeys.exactHost(hash), request, candidates, regex, found);
    }
    return fromRoot(IndexKeys.ANY_HOST, request, candidates, regex, found);
  }

  private int fromRoot(
      long root, RouteRequest request, Candidates candidates, boolean regex, int best) {
    if (!regex) {
      return walk(root, 0, request.path(), request, candidates, best);
    }
    long place = find(IndexKeys.child(root, IndexKeys.REGEX));
    return place == 0 ? best : endingAt(place, request, candidates, best);
  }

  /**
   * Goes down from the place of {@code key}.
   *
   * @param at where the path goes on from here: its next slash, or its length
   */
  private int walk(
      long key, int at, String path, RouteRequest request, Candidates candidates, int best) {
    long place = find(key);
    if (place == 0) {
      return best;
    }
    int length = path.length();
    if (at == length) {
      return (place & ENDS_HERE) == 0 ? best : endingAt(place, request, candidates, best);
    }
    int found = best;
    if ((place & (LITERALS_BELOW | VARIABLE_BELOW)) != 0) {
      long hash = 0;
      int end = at + 1;
      for (; end < length; end++) {
        char c = path.charAt(end);
        if (c == '/') {
          break;
        }
        hash = IndexKeys.append(hash, c);
      }
      // Deeper places first: most often what they hold outranks what is here, which is then
      // skipped without a look at the request.
      if ((place & LITERALS_BELOW) != 0) {
        found = walk(IndexKeys.child(key, hash), end, path, request, candidates, found);
      }
      if ((place & VARIABLE_BELOW) != 0 && end > at + 1) {
        long variable = IndexKeys.child(key, IndexKeys.VARIABLE);
        found = walk(variable, end, path, request, candidates, found);
      }
    }
    return (place & GOES_ON) == 0 ? found : goingOnFrom(place, request, candidates, found);
  }

  private int endingAt(long place, RouteRequest request, Candidates candidates, int best) {
    int at = (int) place;
    return (place & SINGLE) != 0
        ? propose(at, request, candidates, best)
        : propose(at + 1, lists[at], request, candidates, best);
  }

  private int goingOnFrom(long place, RouteRequest request, Candidates candidates, int best) {
    int at = (int) place;
    if ((place & SINGLE) != 0) {
      return propose(at, request, candidates, best);
    }
    int second = at + 1 + lists[at];
    return propose(second + 1, lists[second], request, candidates, best);
  }

  private int propose(int from, int count, RouteRequest request, Candidates candidates, int best) {
    for (int i = from; i < from + count && lists[i] < best; i++) {
      if (candidates.accept(lists[i], request)) {
        return lists[i];
      }
    }
    return best;
  }

  private static int propose(int rank, RouteRequest request, Candidates candidates, int best) {
    return rank < best && candidates.accept(rank, request) ? rank : best;
  }

  /** What is at a place, or 0. */
  private long find(long key) {
    for (int slot = (int) (key >>> shift) * 2; ; slot = (slot + 2) & (slots.length - 1)) {
      long there = slots[slot + 1];
      if (there == 0 || slots[slot] == key) {
        return there;
      }
    }
  }
}
