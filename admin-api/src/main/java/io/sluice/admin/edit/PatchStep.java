package io.sluice.admin.edit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one operation of a JSON Patch has done. From the last to the first, steps lead a place of
 * the result back to the operation that it comes from, through all that has come, gone and moved in
 * lists meanwhile.
 *
 * @param op index of the operation
 * @param says whether what is at {@code to} is the operation's own value
 * @param from what is taken away; null = nothing
 * @param leaves whether others in a list move up for it
 * @param to what is put, a dash replaced by its index; null = nothing
 * @param enters whether others in a list make room for it
 */
record PatchStep(
    int op,
    boolean says,
    @Nullable List<String> from,
    boolean leaves,
    @Nullable List<String> to,
    boolean enters) {

  /**
   * A pointer to the operation that has the last word on a place, or into its value; null when none
   * has to do with it.
   */
  static @Nullable String blamed(List<PatchStep> steps, List<String> place) {
    List<String> at = place;
    String moved = null;
    for (int i = steps.size() - 1; i >= 0; i--) {
      PatchStep step = steps.get(i);
      List<String> to = step.to;
      List<String> from = step.from;
      if (to != null && isIn(at, to) && from != null) { // what it said before counts
        moved = moved == null ? "/" + step.op : moved;
        List<String> origin = new ArrayList<>(from);
        origin.addAll(at.subList(to.size(), at.size()));
        at = origin;
        continue;
      }
      if (step.touches(at)) {
        String inside = "";
        if (step.says && to != null && isIn(at, to)) {
          inside = "/value" + Pointers.behind(at, to.size());
        }
        return "/" + step.op + inside;
      }
      at = to != null && step.enters ? shifted(at, to, -1) : at;
      at = from != null && step.leaves ? shifted(at, from, 1) : at;
    }
    return moved;
  }

  /** Whether what is there has been put or taken away, as a whole or in part. */
  private boolean touches(List<String> at) {
    if (to != null && (isIn(at, to) || isIn(to, at))) {
      return true;
    }
    if (from == null) {
      return false;
    }
    List<String> then = to != null && enters ? shifted(at, to, -1) : at;
    return leaves
        ? then.size() < from.size() && isIn(from, then)
        : isIn(then, from) || isIn(from, then);
  }

  private static boolean isIn(List<String> inner, List<String> outer) {
    return inner.size() >= outer.size() && inner.subList(0, outer.size()).equals(outer);
  }

  /**
   * Where it stood before something in front of it in the same list has come or gone.
   *
   * @param by -1 when that has come, 1 when it has gone
   */
  private static List<String> shifted(List<String> at, List<String> other, int by) {
    int last = other.size() - 1;
    if (at.size() <= last || !at.subList(0, last).equals(other.subList(0, last))) {
      return at;
    }
    int index = Integer.parseInt(at.get(last));
    int others = Integer.parseInt(other.get(last));
    if (by < 0 ? index <= others : index < others) {
      return at;
    }
    List<String> shifted = new ArrayList<>(at);
    shifted.set(last, Integer.toString(index + by));
    return shifted;
  }
}
