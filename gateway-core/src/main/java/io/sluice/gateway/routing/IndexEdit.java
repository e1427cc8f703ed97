package io.sluice.gateway.routing;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which places an edit changes: goes down the ways of all rules that go or come, at once.
 * Where several rules are at or below a place, before and after, it is looked at alone; where there
 * were or are fewer, at most one rule that stays is there besides those of the edit, and the place
 * and all below it are grown anew.
 */
final class IndexEdit<T> {
  private final RouteIndex<T> index;
  private final IndexKeys keys;
  private final RuleTree<T> before;
  private final RuleTree<T> after;
  private final SortedEdit<Rule<T>> ranks;
  private final Map<Long, Place> grown = new HashMap<>();
  private final Set<Long> gone = new HashSet<>();

  /**
   * Not followed yet.
   *
   * @param after the index's tree after the edit
   * @param ranks the edit of the rules by rank
   */
  IndexEdit(RouteIndex<T> index, RuleTree<T> after, SortedEdit<Rule<T>> ranks) {
    this.index = index;
    keys = index.keys();
    before = index.tree();
    this.after = after;
    this.ranks = ranks;
  }

  /**
   * Goes down the ways of these rules.
   *
   * @throws KeyCollision when two places would have the same key
   */
  void follow(List<Rule<T>> removed, List<Rule<T>> added) {
    Way[] ways =
        Stream.concat(removed.stream(), added.stream())
            .map(rule -> Way.of(keys, rule, 0))
            .sorted(Way.ORDER)
            .toArray(Way[]::new);
    for (int at = 0; at < ways.length; ) {
      int end = PlaceGrower.endOfGroup(ways, at, ways.length, 0);
      visit(ways, at, end, 0, before.all(), after.all());
      at = end;
    }
  }

  /** By key, places as they are now: new ones, and others for old ones. */
  Map<Long, Place> grown() {
    return grown;
  }

  /** Keys of the places that are no more, or not as they were. */
  Set<Long> gone() {
    return gone;
  }

  /** The place to which these ways lead, as it is now; null when there is none. */
  private @Nullable Place visit(
      Way[] ways, int from, int to, int depth, RuleTree.Range above, RuleTree.Range aboveNow) {
    long key = ways[from].keys()[depth];
    RuleTree.Range was = before.below(above, depth, key);
    RuleTree.Range is = after.below(aboveNow, depth, key);
    if (was.size() < 2 || is.size() < 2) {
      return regrow(was, is, depth);
    }
    long head = index.head(key);
    boolean rulesHere = ways[from].keys().length == depth + 1;
    int skip = RouteIndex.skip(head);
    for (int at = from; at < to; ) {
      int end = at + 1;
      if (ways[at].keys().length > depth + 1) {
        end = PlaceGrower.endOfGroup(ways, at, to, depth + 1);
        Place below = visit(ways, at, end, depth + 1, was, is);
        skip = below == null ? skip : Math.min(skip, below.skipFromAbove());
      }
      at = end;
    }
    Way[] here = after.waysHere(is, depth, ranks.after());
    Place place = Place.inner(key, here, branches(key, here.length, is, depth), skip);
    boolean same = (head & RouteIndex.FLAGS) == (place.flags() & RouteIndex.FLAGS);
    if (rulesHere || !same) {
      gone.add(key);
      put(place);
    }
    return place;
  }

  private @Nullable Place regrow(RuleTree.Range was, RuleTree.Range is, int depth) {
    if (was.size() > 0) {
      PlaceGrower old = new PlaceGrower(keys);
      old.grow(before.ways(was, ranks.before()), 0, was.size(), depth);
      old.places().forEach(place -> gone.add(place.key()));
    }
    if (is.size() == 0) {
      return null;
    }
    PlaceGrower grower = new PlaceGrower(keys);
    Place place = grower.grow(after.ways(is, ranks.after()), 0, is.size(), depth);
    grower.places().forEach(this::put);
    return place;
  }

  private void put(Place place) {
    if (grown.put(place.key(), place) != null) {
      throw new KeyCollision();
    }
  }

  /** How the rules go on that do not end at a place. */
  private long branches(long key, int here, RuleTree.Range is, int depth) {
    int variable = after.below(is, depth + 1, keys.variable(key)).size();
    return (variable > 0 ? RouteIndex.VARIABLE_BELOW : 0)
        | (here + variable < is.size() ? RouteIndex.LITERALS_BELOW : 0);
  }
}
