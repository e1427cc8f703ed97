package io.sluice.gateway.routing;

import java.util.List;

/**
 * An edit of a table's rules.
 *
 * @param ranks of the rules by rank, all of those below in it
 * @param removed those that go
 * @param added those that come
 * @param swapped those that take the place of others which match the same: only what their routes'
 *     owners keep is another
 */
record RuleEdit<T>(
    SortedEdit<Rule<T>> ranks, List<Rule<T>> removed, List<Rule<T>> added, List<Rule<T>> swapped) {

  /** Of these rules, sorted by rank. */
  RuleEdit(Rule<T>[] ranked, List<Rule<T>> removed, List<Rule<T>> added, List<Rule<T>> swapped) {
    this(
        new SortedEdit<>(ranked, RuleOrder.FIRST_WINS, removed, added, swapped),
        removed,
        added,
        swapped);
  }

  int size() {
    return removed.size() + added.size() + swapped.size();
  }
}
