package io.sluice.gateway.routing;

import io.sluice.gateway.config.MatchConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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

  /** Sorted: the index of a rule is its rank. Not for lookups. */
  private final Rule<T>[] rules;

  private final RouteIndex index;

  // By the rules' numbers in the index: what lookups need besides it.
  private final RouteEntry<T>[] entries;
  private final Conditions[] conditions;

  private final Candidates matching;
  private final int size;

  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
  private RouteTable(Rule<T>[] rules, RouteIndex index, int size) {
    this.rules = rules;
    this.index = index;
    int[] ranks = index.ranks();
    entries = new RouteEntry[ranks.length];
    conditions = new Conditions[ranks.length];
    for (int number = 0; number < ranks.length; number++) {
      if (ranks[number] >= 0) {
        entries[number] = rules[ranks[number]].entry();
        conditions[number] = rules[ranks[number]].conditions();
      }
    }
    this.matching =
        (number, unconditional, request) -> unconditional || conditions[number].hold(request);
    this.size = size;
  }

  /** An empty builder. */
  public static <T> Builder<T> builder() {
    return new Builder<>();
  }

  /** The route that takes the request, or null: then {@link #allowedMethods} tells 404 from 405. */
  public @Nullable RouteEntry<T> match(RouteRequest request) {
    long found = index.search(request, matching);
    return found == RouteIndex.NONE ? null : entries[RouteIndex.number(found)];
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
        (number, unconditional, asked) -> {
          List<String> methods = conditions[number].methods();
          if (!allowed.containsAll(methods) && conditions[number].holdBesidesMethod(asked)) {
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
    long found = index.search(request, matching);
    Rule<T> winner = found == RouteIndex.NONE ? null : rules[RouteIndex.rank(found)];
    return new RouteExplainer(List.of(rules), winner).explain(request, most);
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
    return size;
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
    private final List<Rule<T>> rules = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();
    private final Map<String, HostPattern> hosts = new HashMap<>();
    private final Map<MatchConfig, Conditions> conditions = new HashMap<>();

    private Builder() {}

    /**
     * Adds a route, after those added before.
     *
     * @param priority higher comes first
     * @throws IllegalArgumentException naming the route, the pattern and what was expected
     */
    public Builder<T> add(String id, int priority, MatchConfig match, T value) {
      if (ids.contains(id)) {
        throw new IllegalArgumentException("route " + id + ": (expected: an id used only once)");
      }
      try {
        PathPattern path = PathPattern.of(match.path());
        Conditions conditions = conditions(match);
        List<HostPattern> hosts = hosts(match.hosts());
        RouteEntry<T> entry = new RouteEntry<>(id, value, path);
        for (HostPattern host : hosts) {
          rules.add(new Rule<>(entry, ids.size(), priority, host, path, conditions));
        }
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("route " + id + ": " + e.getMessage(), e);
      }
      ids.add(id);
      return this;
    }

    /** One object for all that are equal: what many routes share stays in the cache. */
    private Conditions conditions(MatchConfig match) {
      MatchConfig besidesPath =
          new MatchConfig(
              List.of(),
              null,
              match.methods(),
              match.headers(),
              match.query(),
              match.cookies(),
              match.remoteAddrs());
      return conditions.computeIfAbsent(besidesPath, Conditions::of);
    }

    private List<HostPattern> hosts(List<String> names) {
      return names.isEmpty()
          ? List.of(HostPattern.ANY)
          : names.stream()
              .distinct()
              .map(name -> hosts.computeIfAbsent(name, HostPattern::of))
              .toList();
    }

    /** Compiles what was added. The builder may go on for a further table. */
    public RouteTable<T> build() {
      return build(IndexKeys.WHOLE);
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
    RouteTable<T> build(IndexKeys keys) {
      Rule<T>[] sorted = rules.toArray(new Rule[0]);
      Arrays.sort(sorted, RuleOrder.FIRST_WINS);
      return new RouteTable<>(sorted, RouteIndexBuilder.build(sorted, keys), ids.size());
    }
  }
}
