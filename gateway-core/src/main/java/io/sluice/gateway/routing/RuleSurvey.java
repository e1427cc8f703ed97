package io.sluice.gateway.routing;

import java.util.Arrays;
import java.util.List;

/**
 * What lookups know of all rules before they look any of them up: how many rules of each sort there
 * are, and the best rank of each. Immutable.
 */
final class RuleSurvey {
  private static final int NONE = Integer.MAX_VALUE;
  private static final int NAMED = 0;
  private static final int ANY = 1;
  private static final int REGEX = 2;
  private static final int SORTS = 3;

  /** Dots of a wildcard's suffix are counted modulo this. */
  private static final int DOTS = 64;

  /** By sort, the best rank. */
  private final int[] bests;

  /** By sort, then by the dots of wildcards: how many rules. */
  private final int[] counts;

  private RuleSurvey(int[] bests, int[] counts) {
    this.bests = bests;
    this.counts = counts;
  }

  /** Of all rules, by rank. */
  static RuleSurvey of(Rule<?>[] ranked) {
    int[] counts = new int[SORTS + DOTS];
    for (Rule<?> rule : ranked) {
      count(rule, 1, counts);
    }
    return new RuleSurvey(bests(ranked, counts, new int[SORTS]), counts);
  }

  /** After an edit: looks on from where the best rules were. */
  <T> RuleSurvey with(SortedEdit<Rule<T>> edit, List<Rule<T>> removed, List<Rule<T>> added) {
    int[] now = counts.clone();
    removed.forEach(rule -> count(rule, -1, now));
    added.forEach(rule -> count(rule, 1, now));
    int[] from = new int[SORTS];
    for (int sort = 0; sort < SORTS; sort++) {
      from[sort] = bests[sort] == NONE ? edit.after().length : edit.index(bests[sort]);
    }
    for (Rule<T> rule : added) {
      int rank = Arrays.binarySearch(edit.after(), rule, RuleOrder.FIRST_WINS);
      for (int sort = 0; sort < SORTS; sort++) {
        from[sort] = is(sort, rule) ? Math.min(from[sort], rank) : from[sort];
      }
    }
    return new RuleSurvey(bests(edit.after(), now, from), now);
  }

  private static void count(Rule<?> rule, int more, int[] counts) {
    for (int sort = 0; sort < SORTS; sort++) {
      counts[sort] += is(sort, rule) ? more : 0;
    }
    if (rule.host().kind() == HostPattern.Kind.WILDCARD) {
      long dots = rule.host().name().chars().filter(c -> c == '.').count();
      counts[SORTS + (int) dots % DOTS] += more;
    }
  }

  private static int[] bests(Rule<?>[] ranked, int[] counts, int[] from) {
    int[] bests = new int[SORTS];
    for (int sort = 0; sort < SORTS; sort++) {
      int rank = from[sort];
      while (counts[sort] > 0 && !is(sort, ranked[rank])) {
        rank++;
      }
      bests[sort] = counts[sort] == 0 ? NONE : rank;
    }
    return bests;
  }

  private static boolean is(int sort, Rule<?> rule) {
    return switch (sort) {
      case NAMED -> rule.host().kind() != HostPattern.Kind.ANY;
      case ANY -> rule.host().kind() == HostPattern.Kind.ANY;
      default -> rule.path().kind() == PathPattern.Kind.REGEX;
    };
  }

  /** The best rank of a rule with a host, exact or wildcard; above all ranks when there is none. */
  int named() {
    return bests[NAMED];
  }

  /** The best rank of a rule for any host. */
  int any() {
    return bests[ANY];
  }

  /** The best rank of a regex rule, whatever its host. */
  int regex() {
    return bests[REGEX];
  }

  /** Bit n: there is a wildcard whose suffix has n dots, or n + 64, and so on. */
  long wildcardDots() {
    long bits = 0;
    for (int dots = 0; dots < DOTS; dots++) {
      bits |= counts[SORTS + dots] > 0 ? 1L << dots : 0;
    }
    return bits;
  }
}
