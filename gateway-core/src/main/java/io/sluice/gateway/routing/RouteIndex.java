package io.sluice.gateway.routing;

import java.util.function.Consumer;

/**
 * Finds the few rules that can match a request, without looking at the others.
 *
 * <p><b>Idea.</b> The rules' hosts and paths form a tree: under each host a root, under each root
 * the path's segments. A request can meet its exact host, one root for each wildcard suffix of it,
 * and the root of any host; from each of these a walk goes down by literal segments, and also by
 * the variable where templates have one. Where only one rule is left at or below a place the tree
 * ends: such a <em>leaf</em> is the rule, which is checked as a whole. What only leads on, by
 * literal segments alone, is passed over: the place above says how many segments to skip.
 *
 * <p><b>Layout.</b> With very many routes a lookup costs what it waits for memory, so what counts
 * is how many fetches from cold memory come one after the other. The tree is one hash table, whose
 * key is the hash of the whole way to a place ({@link IndexKeys}): a step needs nothing that the
 * step before has loaded. The table is in {@link IndexPage pages}, chosen by bits of the key;
 * {@link PerfectHash} turns a key into a number in its page with one fetch of something small. At
 * that number stand, in an array each, the head of what is there, the rule's patterns ({@link
 * FlatRules}) and the table's entry: the processor fetches all three at once, and for most routes
 * that is all the cold memory a lookup touches.
 *
 * <p><b>Edits.</b> Nothing is ever changed: an edit makes an index that shares with the one before
 * whatever is the same. Which places it changes is found by going down the ways of the rules that
 * go or come ({@link IndexEdit}); only the pages of these are laid out anew. In the others ranks
 * may have moved, which is one pass over their heads. What is below a place need not be kept: in
 * {@link RuleTree} the rules at and below it stand side by side.
 *
 * <p><b>Adversaries.</b> Requests insert nothing, and no key takes more than one probe, so a client
 * cannot choose one that takes long. A key that is not in the table leads to something that does
 * not match, for every rule is checked against the request itself; a table whose places would share
 * one takes other keys. Who writes the config can make lookups slow: where templates have literals
 * and variables at each depth, a walk goes both ways.
 *
 * <p><b>Given up.</b> The table has a tenth of empty slots, and holds the places that are skipped.
 * Edits lower how many are skipped and never raise it, until all is built anew. Rules with the same
 * host and path pattern are tried one after the other, however many there are; regex rules of a
 * host too, but only those that outrank what was found without them.
 */
final class RouteIndex<T> {

  /** No rule; greater than what any rule gives. */
  static final long NONE = Long.MAX_VALUE;

  // The head of a place, from its lowest bit: 27 bits the number of its one rule, or the offset of
  // its lists; flags; 9 bits how many segments to skip; 22 bits of its key; the sign. A rule's head
  // is FlatRules's and positive.
  static final long EMPTY = Long.MIN_VALUE;
  static final long LITERALS_BELOW = 1L << 27;
  static final long VARIABLE_BELOW = 1L << 28;
  static final long ENDS_HERE = 1L << 29;
  static final long GOES_ON = 1L << 30;

  /** One rule is all there is here: its number stands in place of the offset. */
  static final long SINGLE = 1L << 31;

  static final int SKIP = 32;
  static final int NUMBER_BITS = 24;
  private static final int SKIP_MASK = 0x1ff;

  /** Bits that neither the hash of a page uses first nor the tag. */
  private static final int PAGE = 22;

  private static final int TAG = 41;
  private static final int LIST_MASK = (1 << 27) - 1;

  /** All of a head that does not depend on where in the page something stands. */
  static final long FLAGS = ~LIST_MASK & ~(-1L << TAG);

  private final IndexKeys keys;

  /** By bits of the key; their number is a power of two. */
  private final IndexPage<T>[] pages;

  // What lookups need of the pages first, by page: one fetch less than through the page.
  private final char[][] displacements;
  private final int[] slots;
  private final long[][] heads;
  private final FlatRules<T>[] rules;
  private final RouteEntry<T>[][] entries;

  private final int bestNamed;
  private final int bestAny;
  private final int bestRegex;
  private final long wildcardDots;

  // Not for lookups.
  private final RuleSurvey survey;
  private final RuleTree<T> tree;

  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
  RouteIndex(IndexKeys keys, IndexPage<T>[] pages, RuleSurvey survey, RuleTree<T> tree) {
    this.keys = keys;
    this.pages = pages;
    this.survey = survey;
    this.tree = tree;
    bestNamed = survey.named();
    bestAny = survey.any();
    bestRegex = survey.regex();
    wildcardDots = survey.wildcardDots();
    displacements = new char[pages.length][];
    slots = new int[pages.length];
    heads = new long[pages.length][];
    rules = new FlatRules[pages.length];
    entries = new RouteEntry[pages.length][];
    for (int i = 0; i < pages.length; i++) {
      displacements[i] = pages[i].displacements;
      slots[i] = pages[i].slots;
      heads[i] = pages[i].heads;
      rules[i] = pages[i].rules;
      entries[i] = pages[i].entries;
    }
  }

  /** Of so many pages, the one with a key. */
  static int page(long key, int count) {
    return (int) (key >>> PAGE) & (count - 1);
  }

  /** The bits of a key that a place's head holds, and its sign. */
  static long tag(long key) {
    return EMPTY | (key << TAG);
  }

  /** How many segments a place's head says to skip. */
  static int skip(long head) {
    return (int) (head >>> SKIP) & SKIP_MASK;
  }

  /** Number of the one rule of a place with this head, or offset of its lists. */
  static int list(long head) {
    return (int) head & LIST_MASK;
  }

  /** Rank of the rule that a search gave, or whose head this is. */
  static int rank(long found) {
    return (int) (found >>> 32);
  }

  /** The route of the rule that a search gave. */
  RouteEntry<T> entry(long found) {
    int number = (int) found;
    return entries[number >>> NUMBER_BITS][number & (IndexPage.MOST_NUMBERS - 1)];
  }

  IndexKeys keys() {
    return keys;
  }

  /** Not to be written to. */
  IndexPage<T>[] pages() {
    return pages;
  }

  RuleSurvey survey() {
    return survey;
  }

  RuleTree<T> tree() {
    return tree;
  }

  /** Hands over the regex rules that a host can meet, and perhaps others. Not for lookups. */
  void forEachRegexOf(String host, Consumer<Rule<T>> to) {
    forEachRegexBelow(keys.exactHost(IndexKeys.host(host)), to);
    for (int dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
      long hash = IndexKeys.host(host.substring(dot + 1));
      forEachRegexBelow(keys.wildcardHost(hash), to);
    }
    forEachRegexBelow(keys.anyHost(), to);
  }

  private void forEachRegexBelow(long root, Consumer<Rule<T>> to) {
    tree.rules(tree.below(tree.all(), 0, keys.regex(root))).forEach(to);
  }

  /** How many slots for places it has, a tenth of them empty. */
  int size() {
    int size = 0;
    for (IndexPage<T> page : pages) {
      size += page.slots;
    }
    return size;
  }

  /** It with another rule in the place of that with a rank, which matches the same. */
  RouteIndex<T> swapped(Rule<T> rule, int rank) {
    long[] way = Way.keysOf(keys, rule);
    int depth = 0;
    while (depth < way.length - 1 && head(way[depth]) < 0) {
      depth++;
    }
    IndexPage<T>[] swapped = pages.clone();
    int page = page(way[depth], pages.length);
    swapped[page] = pages[page].swapped(rank, rule);
    return new RouteIndex<>(keys, swapped, survey, tree);
  }

  /** The head of the place with a key of the table. */
  long head(long key) {
    int part = page(key, pages.length);
    return heads[part][pages[part].slot(key)];
  }

  /** Finds the best rule that is accepted, or {@link #NONE}; tries regex rules last. */
  long search(RouteRequest request, Candidates candidates) {
    long best = searchHosts(request, candidates, false, NONE);
    return bestRegex < rank(best) ? searchHosts(request, candidates, true, best) : best;
  }

  private long searchHosts(RouteRequest request, Candidates candidates, boolean regex, long best) {
    long found = best;
    if (bestNamed < rank(best)) {
      String host = request.host();
      long dots = wildcardDots;
      long hash = 0;
      for (int i = host.length() - 1; i >= 0; i--) {
        char c = host.charAt(i);
        if (c == '.') {
          if ((dots & 1) != 0) {
            found = fromRoot(keys.wildcardHost(hash), request, candidates, regex, found);
          }
          dots = Long.rotateRight(dots, 1);
        }
        hash = IndexKeys.append(hash, c);
      }
      found = fromRoot(keys.exactHost(hash), request, candidates, regex, found);
    }
    return bestAny < rank(found)
        ? fromRoot(keys.anyHost(), request, candidates, regex, found)
        : found;
  }

  private long fromRoot(
      long root, RouteRequest request, Candidates candidates, boolean regex, long best) {
    String path = request.path();
    return regex
        ? walk(keys.regex(root), path.length(), path, request, candidates, best)
        : walk(root, 0, path, request, candidates, best);
  }

  /**
   * Goes down from the place or leaf of {@code key}.
   *
   * @param at where the path goes on from here: its next slash, or its length
   */
  private long walk(
      long key, int at, String path, RouteRequest request, Candidates candidates, long best) {
    int part = (int) (key >>> PAGE) & (pages.length - 1);
    int slot = PerfectHash.slot(key, displacements[part], slots[part]);
    long head = heads[part][slot];
    if (head >= 0) {
      return propose(part, slot, head, path, request, candidates, best);
    }
    if ((head ^ tag(key)) >>> TAG != 0) {
      return best;
    }
    if (at == path.length()) {
      return (head & ENDS_HERE) == 0 ? best : endingAt(part, head, path, request, candidates, best);
    }
    // Deeper places first: most often what they hold outranks what is here, which is then
    // skipped without a look at the request.
    long found = best;
    if ((head & (LITERALS_BELOW | VARIABLE_BELOW)) != 0) {
      found = below(key, head, at, path, request, candidates, found);
    }
    return (head & GOES_ON) == 0
        ? found
        : goingOnFrom(part, head, path, request, candidates, found);
  }

  private long below(
      long key,
      long head,
      int at,
      String path,
      RouteRequest request,
      Candidates candidates,
      long best) {
    int length = path.length();
    long child = key;
    int end = at;
    for (int left = (int) (head >>> SKIP) & SKIP_MASK; left >= 0; left--) {
      if (end == length) {
        return best; // what is below is deeper than the path
      }
      long hash = 0;
      for (end++; end < length; end++) {
        char c = path.charAt(end);
        if (c == '/') {
          break;
        }
        hash = IndexKeys.append(hash, c);
      }
      child = keys.child(child, hash);
    }
    long found = best;
    if ((head & LITERALS_BELOW) != 0) {
      found = walk(child, end, path, request, candidates, found);
    }
    if ((head & VARIABLE_BELOW) != 0 && end > at + 1) {
      long variable = keys.variable(key);
      found = walk(variable, end, path, request, candidates, found);
    }
    return found;
  }

  private long endingAt(
      int part, long head, String path, RouteRequest request, Candidates candidates, long best) {
    int at = (int) head & LIST_MASK;
    return (head & SINGLE) != 0
        ? propose(part, at, heads[part][at], path, request, candidates, best)
        : proposeAll(part, at, path, request, candidates, best);
  }

  private long goingOnFrom(
      int part, long head, String path, RouteRequest request, Candidates candidates, long best) {
    int at = (int) head & LIST_MASK;
    return (head & SINGLE) != 0
        ? propose(part, at, heads[part][at], path, request, candidates, best)
        : proposeAll(part, at + 1 + pages[part].lists[at], path, request, candidates, best);
  }

  private long proposeAll(
      int part, int list, String path, RouteRequest request, Candidates candidates, long best) {
    long found = best;
    int[] lists = pages[part].lists;
    int end = list + 1 + lists[list];
    for (int i = list + 1; i < end && found == best; i++) {
      found = propose(part, lists[i], heads[part][lists[i]], path, request, candidates, best);
    }
    return found;
  }

  /** The rule, if it takes the request and ranks before the best so far. */
  private long propose(
      int part,
      int number,
      long head,
      String path,
      RouteRequest request,
      Candidates candidates,
      long best) {
    long proposed = (head & 0xFFFFFFFF_00000000L) | ((part << NUMBER_BITS | number) & 0xFFFFFFFFL);
    return proposed < best
            && rules[part].match(number, head, request.host(), path)
            && candidates.accept(pages[part], number, FlatRules.isUnconditional(head), request)
        ? proposed
        : best;
  }
}
