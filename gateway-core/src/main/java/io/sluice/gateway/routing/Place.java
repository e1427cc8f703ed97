package io.sluice.gateway.routing;

import java.util.Arrays;

/**
 * A place in the tree of a {@link RouteIndex}, as it is laid out. Rules are named by their ranks,
 * which ascend.
 */
final class Place {
  private static final int INNER = -1;
  private static final int[] NONE = {};

  private final long key;
  private final int leaf;
  private final int[] ending;
  private final int[] goingOn;
  private final long branches;
  private final int skip;

  private Place(long key, int leaf, int[] ending, int[] goingOn, long branches, int skip) {
    this.key = key;
    this.leaf = leaf;
    this.ending = ending;
    this.goingOn = goingOn;
    this.branches = branches;
    this.skip = branches == RouteIndex.LITERALS_BELOW ? skip : 0;
  }

  static Place leaf(long key, int rank) {
    return new Place(key, rank, NONE, NONE, 0, 0);
  }

  /**
   * One at and below which there are several rules.
   *
   * @param here ways that end here, the better rule first
   * @param branches {@link RouteIndex#LITERALS_BELOW} and {@link RouteIndex#VARIABLE_BELOW}
   * @param skip how many segments a walk may go down from here before it looks what is there
   */
  static Place inner(long key, Way[] here, long branches, int skip) {
    int[] ending = ranks(here, RouteIndex.ENDS_HERE);
    return inner(key, ending, ranks(here, RouteIndex.GOES_ON), branches, skip);
  }

  static Place inner(long key, int[] ending, int[] goingOn, long branches, int skip) {
    return new Place(key, INNER, ending, goingOn, branches, skip);
  }

  private static int[] ranks(Way[] here, long flag) {
    return Arrays.stream(here).filter(w -> (w.ends() & flag) != 0).mapToInt(Way::rank).toArray();
  }

  long key() {
    return key;
  }

  /** The one rule of a leaf. */
  int leaf() {
    return leaf;
  }

  /** The rules for a path that ends here. */
  int[] ending() {
    return ending;
  }

  /** The rules for a path that goes on. */
  int[] goingOn() {
    return goingOn;
  }

  /**
   * Whether only one rule is here and deeper: then the walk ends here and checks it, whatever the
   * rest of the path, and the table is a good deal smaller.
   */
  boolean isLeaf() {
    return leaf != INNER;
  }

  /** How many segments the place above may skip, as far as this one goes. */
  int skipFromAbove() {
    boolean isPassage =
        !isLeaf()
            && ending.length == 0
            && goingOn.length == 0
            && branches == RouteIndex.LITERALS_BELOW;
    return isPassage ? 1 + skip : 0;
  }

  /** How many rules end here, for either sort of path; a prefix is in both. */
  int ruleCount() {
    int both = 0;
    for (int rank : goingOn) {
      both += Arrays.binarySearch(ending, rank) < 0 ? 0 : 1;
    }
    return ending.length + goingOn.length - both;
  }

  boolean isSingle() {
    return ruleCount() == 1;
  }

  int single() {
    return ending.length == 0 ? goingOn[0] : ending[0];
  }

  long flags() {
    return branches
        | (isSingle() ? RouteIndex.SINGLE : 0)
        | (ending.length == 0 ? 0 : RouteIndex.ENDS_HERE)
        | (goingOn.length == 0 ? 0 : RouteIndex.GOES_ON)
        | ((long) skip << RouteIndex.SKIP);
  }
}
