package io.sluice.gateway.routing;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A place in the tree of a {@link RouteIndex} while that is built. Places that get the same key are
 * one from the start.
 */
final class Place {
  private static final int NONE = -1;
  private static final int SEVERAL = -2;

  final long key;

  /** Ranks of the rules for a path that ends here, ascending. */
  final List<Integer> ending = new ArrayList<>(0);

  /** Ranks of the rules for a path that goes on. */
  final List<Integer> goingOn = new ArrayList<>(0);

  /** The places one segment below, the variable's too. */
  private final List<Place> below = new ArrayList<>(0);

  /** Null for a root. */
  final @Nullable Place parent;

  /** Whether literal segments go on from here, and the variable. */
  long branches;

  /** The rule whose pattern ends here or deeper. */
  private int rule = NONE;

  /** It has two parents, or is a root and has one, by a collision of keys. */
  private boolean shared;

  Place(long key, @Nullable Place parent) {
    this.key = key;
    this.parent = parent;
    if (parent != null) {
      parent.below.add(this);
    }
  }

  /** Two ways lead here. */
  void share(@Nullable Place from) {
    shared = true;
    if (from != null && !from.below.contains(this)) {
      from.below.add(this);
    }
  }

  void isOnTheWayTo(int rank) {
    rule = rule == NONE || rule == rank ? rank : SEVERAL;
  }

  boolean isRoot() {
    return parent == null || shared; // a shared one may be a root
  }

  /**
   * Whether only one rule is here and deeper: then the walk ends here and checks it, whatever the
   * rest of the path, and the table is a good deal smaller.
   */
  boolean isLeaf() {
    return rule != SEVERAL;
  }

  /** The one rule of a leaf. */
  int rule() {
    return rule;
  }

  /** Whether it only leads on, by literal segments. */
  private boolean isPassage() {
    return !isLeaf()
        && !isRoot()
        && ending.isEmpty()
        && goingOn.isEmpty()
        && branches == RouteIndex.LITERALS_BELOW;
  }

  /** How many segments a walk goes down from here before it looks what is there. */
  int skip() {
    if (branches != RouteIndex.LITERALS_BELOW) {
      return 0;
    }
    int least = PathPattern.MAX_SEGMENTS;
    for (int i = 0; i < below.size() && least > 0; i++) {
      least = Math.min(least, below.get(i).isPassage() ? 1 + below.get(i).skip() : 0);
    }
    return least;
  }

  /** The places that a walk gets to next. */
  List<Place> next() {
    List<Place> next = below;
    for (int skip = skip(); skip > 0; skip--) {
      next = next.stream().flatMap(place -> place.below.stream()).toList();
    }
    return next;
  }

  /** How many rules end here, for either sort of path. */
  int ruleCount() {
    Set<Integer> all = new HashSet<>(ending);
    all.addAll(goingOn);
    return all.size();
  }

  boolean isSingle() {
    return ending.size() + goingOn.size() == 1
        || (ending.size() == 1 && ending.equals(goingOn)); // a prefix is in both
  }

  int single() {
    return ending.isEmpty() ? goingOn.get(0) : ending.get(0);
  }

  long flags() {
    return branches
        | (isSingle() ? RouteIndex.SINGLE : 0)
        | (ending.isEmpty() ? 0 : RouteIndex.ENDS_HERE)
        | (goingOn.isEmpty() ? 0 : RouteIndex.GOES_ON)
        | ((long) skip() << RouteIndex.SKIP);
  }
}
