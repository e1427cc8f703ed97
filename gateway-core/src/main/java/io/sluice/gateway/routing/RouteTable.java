package io.sluice.gateway.routing;

import io.sluice.gateway.config.MatchConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * All routes, compiled: finds the one that takes a request. Immutable, shared by all workers. The
 * order of routes is {@link RuleOrder}'s; a lookup walks {@link RouteIndex}, so its cost does not
 * grow with the number of routes, and it allocates nothing unless a route looks at regular
 * expressions, query parameters, cookies or repeated header fields.
 *
 * @param <T> what the owner keeps for each route
 */
public final class RouteTable<T> {

  private static final Candidates MATCHING =
      (page, number, unconditional, request) ->
          unconditional || page.conditions[number].hold(request);

  private static final Comparator<RouteEntry<?>> BY_ID =
      Comparator.<RouteEntry<?>>comparingInt(entry -> entry.id().hashCode())
          .thenComparing(RouteEntry::id);

  /** Sorted: the index of a rule is its rank. Not for lookups. */
  private final Rule<T>[] rules;

  /** Sorted by id, which is what edits name. */
  private final RouteEntry<T>[] routes;

  private final RouteIndex<T> index;

  private RouteTable(Rule<T>[] rules, RouteEntry<T>[] routes, RouteIndex<T> index) {
    this.rules = rules;
    this.routes = routes;
    this.index = index;
  }

  /** An empty builder. */
  public static <T> Builder<T> builder() {
    return new Builder<>();
  }

  /** The route that takes the request, or null: then {@link #allowedMethods} tells 404 from 405. */
  public @Nullable RouteEntry<T> match(RouteRequest request) {
    long found = index.search(request, MATCHING);
    return found == RouteIndex.NONE ? null : index.entry(found);
  }

  /**
   * The methods with which some route would take this request, sorted; empty means 404. To be asked
   * when {@link #match} has found none. Methods are as the routes list them: GET does not imply
   * HEAD, nor anything OPTIONS.
   */
  public Set<String> allowedMethods(RouteRequest request) {
    Set<String> allowed = new TreeSet<>();
    index.search(
        request,
        (page, number, unconditional, asked) -> {
          Conditions conditions = page.conditions[number];
          List<String> methods = conditions.methods();
          if (!allowed.containsAll(methods) && conditions.holdBesidesMethod(asked)) {
            allowed.addAll(methods);
          }
          return false; // go on: all of them count
        });
    return Collections.unmodifiableSet(allowed);
  }

  /**
   * Which route takes the request, and why those that come nearest do not. Looks at every route:
   * for operators, not for traffic.
   *
   * @param most how many of the others to name
   */
  public Explanation explain(RouteRequest request, int most) {
    long found = index.search(request, MATCHING);
    Rule<T> winner = found == RouteIndex.NONE ? null : rules[RouteIndex.rank(found)];
    return new RouteExplainer(Arrays.asList(rules), winner).explain(request, most);
  }

  /**
   * Of these routes those that can never take a request, because one other route comes before them
   * and takes all of theirs; and of the others those that this is so for because of one of these.
   * Says so only where it is certain; where patterns or conditions overlap in other ways, or
   * several routes together leave nothing, it does not. At most one look at each route for each of
   * these: for operators, not for traffic.
   *
   * @param ids those that changed, most often; such as are not in the table are passed over
   * @return by their place in the config
   */
  public List<Shadow> shadowed(Collection<String> ids) {
    Set<RouteEntry<T>> changed = new LinkedHashSet<>();
    for (String id : ids) {
      RouteEntry<T> route = route(id);
      if (route != null) {
        changed.add(route);
      }
    }
    return new ShadowFinder<>(routes, index).find(changed);
  }

  /** What the owner keeps for a route, or null. */
  public @Nullable T value(String id) {
    for (Rule<T> rule : rules) {
      if (rule.entry().id().equals(id)) {
        return rule.entry().value();
      }
    }
    return null;
  }

  /** What the owner keeps, of each route once. */
  public List<T> values() {
    return Arrays.stream(rules).map(Rule::entry).distinct().map(RouteEntry::value).toList();
  }

  /** How many routes it has. */
  public int size() {
    return routes.length;
  }

  /**
   * The table with some routes replaced, added or gone; this one stays as it is. It takes requests
   * just as one that is built from all its routes. What it costs depends on where the routes lie
   * and hardly on how many others there are: only their values differ, next to nothing; few routes
   * change, a copy of a few arrays and a small part of the index; many, as much as building it.
   *
   * @param edits at most one for each route; one that takes out a route which is not in changes
   *     nothing
   * @throws IllegalArgumentException naming the route, and what of it is wrong and was expected
   */
  public RouteTable<T> with(List<RouteEdit<T>> edits) {
    Set<String> ids = new HashSet<>();
    List<RouteEntry<T>> out = new ArrayList<>();
    List<RouteEntry<T>> in = new ArrayList<>();
    List<RouteEntry<T>> swappedRoutes = new ArrayList<>();
    List<Rule<T>> removed = new ArrayList<>();
    List<Rule<T>> added = new ArrayList<>();
    List<Rule<T>> swapped = new ArrayList<>();
    RouteCompiler<T> compiler = new RouteCompiler<>();
    for (RouteEdit<T> edit : edits) {
      if (!ids.add(edit.id())) {
        throw new IllegalArgumentException("route " + edit.id() + ": (expected: one edit of it)");
      }
      RouteEntry<T> was = route(edit.id());
      RouteEdit.Now<T> now = edit.now();
      RouteEntry<T> is = now == null ? null : compiler.compile(edit.id(), now);
      if (was != null && is != null && is.matchesLike(was)) {
        swappedRoutes.add(is);
        swapped.addAll(is.rules());
        continue;
      }
      if (was != null) {
        out.add(was);
        removed.addAll(was.rules());
      }
      if (is != null) {
        in.add(is);
        added.addAll(is.rules());
      }
    }
    if (out.isEmpty() && in.isEmpty() && swapped.isEmpty()) {
      return this;
    }
    RuleEdit<T> edit = new RuleEdit<>(rules, removed, added, swapped);
    return new RouteTable<>(
        edit.ranks().after(),
        new SortedEdit<>(routes, BY_ID, out, in, swappedRoutes).after(),
        RouteIndexBuilder.edit(index, edit));
  }

  private @Nullable RouteEntry<T> route(String id) {
    int hash = id.hashCode();
    int low = 0;
    int high = routes.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      String other = routes[middle].id();
      int order = Integer.compare(other.hashCode(), hash);
      order = order != 0 ? order : other.compareTo(id);
      if (order == 0) {
        return routes[middle];
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return null;
  }

  /** One line for each route and host, in the order in which they take requests. */
  public List<String> lines() {
    return Arrays.stream(rules).map(Rule::toString).toList();
  }

  /** All {@link #lines()}. */
  @Override
  public String toString() {
    return String.join("\n", lines());
  }

  /**
   * Collects routes for one table.
   *
   * @param <T> what the owner keeps for each route
   */
  public static final class Builder<T> {
    private final List<RouteEntry<T>> routes = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();
    private final RouteCompiler<T> compiler = new RouteCompiler<>();

    private Builder() {}

    /**
     * Adds a route, at the place in the config that is the number of those added before.
     *
     * @param priority higher comes first
     * @throws IllegalArgumentException naming the route, the pattern and what was expected
     */
    public Builder<T> add(String id, int priority, MatchConfig match, T value) {
      return add(id, routes.size(), priority, match, value);
    }

    /**
     * Adds a route.
     *
     * @param position its place in the config, in any order and with any gaps, different from those
     *     of all others
     * @param priority higher comes first
     * @throws IllegalArgumentException naming the route, the pattern and what was expected
     */
    public Builder<T> add(String id, long position, int priority, MatchConfig match, T value) {
      if (ids.contains(id)) {
        throw new IllegalArgumentException("route " + id + ": (expected: an id used only once)");
      }
      routes.add(compiler.compile(id, new RouteEdit.Now<>(position, priority, match, value)));
      ids.add(id);
      return this;
    }

    /** Compiles what was added. The builder may go on for a further table. */
    public RouteTable<T> build() {
      return build(IndexKeys.WHOLE);
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // arrays of generic types
    RouteTable<T> build(IndexKeys keys) {
      List<Rule<T>> rules = new ArrayList<>(routes.size());
      routes.forEach(route -> rules.addAll(route.rules()));
      Rule<T>[] ranked = rules.toArray(new Rule[0]);
      Arrays.sort(ranked, RuleOrder.FIRST_WINS);
      RouteEntry<T>[] byId = routes.toArray(new RouteEntry[0]);
      Arrays.sort(byId, BY_ID);
      return new RouteTable<>(ranked, byId, RouteIndexBuilder.build(ranked, keys));
    }
  }
}
