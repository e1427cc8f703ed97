package io.sluice.gateway.routing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes indexes: from all rules, or from an index and an edit. An edit lays out only the pages of
 * the places that it changes; where ranks have moved it writes the heads of the others anew, and
 * shares the rest of them.
 */
final class RouteIndexBuilder {
  private static final int MOST_PAGES = 256;
  private static final int PLACES_IN_PAGE = 2048;

  /** An edit of more than this part of the rules makes all anew. */
  private static final int LARGE_EDIT = 8;

  private RouteIndexBuilder() {}

  /** The index of these rules, which are sorted: the place of each is its rank. */
  static <T> RouteIndex<T> build(Rule<T>[] ranked, IndexKeys first) {
    for (IndexKeys keys = first; ; keys = keys.next()) {
      try {
        return tryBuild(ranked, keys);
      } catch (KeyCollision e) {
        // By chance as good as never; who writes a config to that end has it written for some keys.
      }
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // arrays of generic types
  private static <T> RouteIndex<T> tryBuild(Rule<T>[] ranked, IndexKeys keys) {
    Way[] ways = new Way[ranked.length];
    for (int rank = 0; rank < ways.length; rank++) {
      ways[rank] = Way.of(keys, ranked[rank], rank);
    }
    Arrays.sort(ways, Way.ORDER);
    Rule<T>[] byWay = new Rule[ways.length];
    for (int i = 0; i < ways.length; i++) {
      byWay[i] = ranked[ways[i].rank()];
    }
    PlaceGrower grower = new PlaceGrower(keys);
    grower.growAll(ways);
    IndexPage<T>[] pages = new IndexPage[pagesFor(grower.places().size())];
    List<List<Place>> parts = parts(grower.places(), pages.length);
    for (int i = 0; i < pages.length; i++) {
      pages[i] = PageLayout.page(parts.get(i), ranked);
    }
    return new RouteIndex<>(keys, pages, RuleSurvey.of(ranked), new RuleTree<>(keys, byWay));
  }

  private static int pagesFor(int places) {
    int count = 1;
    while (count < MOST_PAGES && places > count * PLACES_IN_PAGE) {
      count *= 2;
    }
    return count;
  }

  private static List<List<Place>> parts(Iterable<Place> places, int count) {
    List<List<Place>> parts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      parts.add(new ArrayList<>());
    }
    for (Place place : places) {
      parts.get(RouteIndex.page(place.key(), count)).add(place);
    }
    return parts;
  }

  /** The index after an edit. */
  static <T> RouteIndex<T> edit(RouteIndex<T> index, RuleEdit<T> edit) {
    Rule<T>[] ranked = edit.ranks().after();
    boolean large = (long) edit.size() * LARGE_EDIT > edit.ranks().before().length;
    int pages = index.pages().length;
    if (large || (pages < MOST_PAGES && index.size() > 2 * PLACES_IN_PAGE * pages)) {
      return build(ranked, index.keys());
    }
    try {
      return tryEdit(index, edit);
    } catch (KeyCollision e) {
      return build(ranked, index.keys().next());
    }
  }

  private static <T> RouteIndex<T> tryEdit(RouteIndex<T> index, RuleEdit<T> edit) {
    SortedEdit<Rule<T>> ranks = edit.ranks();
    RuleTree<T> tree = index.tree().with(edit);
    IndexEdit<T> places = new IndexEdit<>(index, tree, ranks);
    places.follow(edit.removed(), edit.added());
    IndexPage<T>[] pages = index.pages().clone();
    replace(pages, places.gone(), places.grown(), ranks);
    RuleSurvey survey = index.survey().with(ranks, edit.removed(), edit.added());
    RouteIndex<T> edited = new RouteIndex<>(index.keys(), pages, survey, tree);
    for (Rule<T> rule : edit.swapped()) {
      int rank = Arrays.binarySearch(ranks.after(), rule, RuleOrder.FIRST_WINS);
      edited = edited.swapped(rule, rank);
    }
    return edited;
  }

  private static <T> void replace(
      IndexPage<T>[] pages, Set<Long> gone, Map<Long, Place> grown, SortedEdit<Rule<T>> ranks) {
    boolean[] changed = new boolean[pages.length];
    gone.forEach(key -> changed[RouteIndex.page(key, pages.length)] = true);
    grown.keySet().forEach(key -> changed[RouteIndex.page(key, pages.length)] = true);
    List<List<Place>> parts = parts(grown.values(), pages.length);
    for (int i = 0; i < pages.length; i++) {
      if (changed[i]) {
        List<Place> places = pages[i].places(key -> !gone.contains(key), ranks);
        places.addAll(parts.get(i));
        pages[i] = PageLayout.page(places, ranks.after());
      } else if (!ranks.keepsIndexes()) {
        pages[i] = pages[i].shifted(ranks);
      }
    }
  }
}
