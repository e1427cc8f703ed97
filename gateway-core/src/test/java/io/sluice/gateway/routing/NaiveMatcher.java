package io.sluice.gateway.routing;

import io.sluice.gateway.config.MatchConfig;
import io.sluice.gateway.config.PathMatch;
import io.sluice.gateway.config.ValueMatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rules of matching written a second time: for each request every route is tried, and those
 * that match are compared by a key made for that request. Shares no code with the table.
 */
final class NaiveMatcher {

  private record Route(int priority, MatchConfig match) {}

  private static final Map<String, Pattern> REGEXES = new ConcurrentHashMap<>();

  private final List<Route> routes = new ArrayList<>();

  void add(int priority, MatchConfig match) {
    routes.add(new Route(priority, match));
  }

  /** Index of the route, or -1. */
  int match(TestRequest request) {
    int best = -1;
    int[] bestKey = null;
    for (int i = 0; i < routes.size(); i++) {
      MatchConfig match = routes.get(i).match;
      if (matchesBesidesMethod(match, request) && allows(match, request.method())) {
        int[] key = key(i, request);
        if (bestKey == null || Arrays.compare(key, bestKey) < 0) {
          best = i;
          bestKey = key;
        }
      }
    }
    return best;
  }

  Set<String> allowedMethods(TestRequest request) {
    Set<String> methods = new TreeSet<>();
    for (Route route : routes) {
      if (matchesBesidesMethod(route.match, request)) {
        methods.addAll(route.match.methods());
      }
    }
    return methods;
  }

  String parameter(int route, String path, String name) {
    PathMatch match = routes.get(route).match.path();
    if (match == null || match.template() == null || !match.template().contains(name + "}")) {
      return null;
    }
    Matcher matcher = templateRegex(match.template()).matcher(path);
    return matcher.matches() ? matcher.group(name) : null;
  }

  /** Smaller is better, compared number by number. */
  private int[] key(int index, TestRequest request) {
    Route route = routes.get(index);
    MatchConfig match = route.match;
    int[] key = new int[512];
    int at = 0;
    key[at++] = -route.priority;
    key[at++] = -hostScore(match, request.host());
    PathMatch path = match.path();
    if (path == null) {
      key[at++] = 5;
    } else if (path.exact() != null) {
      key[at++] = 1;
    } else if (path.template() != null) {
      key[at++] = 2;
      for (String segment : path.template().split("/", -1)) {
        key[at++] = segment.startsWith("{*") ? 2 : segment.startsWith("{") ? 1 : 0;
      }
    } else if (path.prefix() != null) {
      key[at++] = 3;
      key[at++] = -path.prefix().length();
    } else {
      key[at++] = 4;
    }
    int conditions = match.headers().size() + match.query().size() + match.cookies().size();
    conditions += match.methods().isEmpty() ? 0 : 1;
    conditions += match.remoteAddrs().isEmpty() ? 0 : 1;
    key[510] = -conditions;
    key[511] = index;
    return key;
  }

  /** 0 any, then the matching suffix's length, then exact. */
  private static int hostScore(MatchConfig match, String host) {
    return match.hosts().stream()
        .filter(pattern -> hostMatches(pattern, host))
        .map(pattern -> pattern.startsWith("*") ? pattern.length() : 1_000)
        .max(Comparator.naturalOrder())
        .orElse(0);
  }

  private static boolean hostMatches(String pattern, String host) {
    return pattern.startsWith("*.")
        ? regex(".+" + Pattern.quote(pattern.substring(1))).matcher(host).matches()
        : pattern.equals(host);
  }

  private static boolean allows(MatchConfig match, String method) {
    return match.methods().isEmpty() || match.methods().contains(method);
  }

  private static boolean matchesBesidesMethod(MatchConfig match, TestRequest request) {
    return (match.hosts().isEmpty() || hostScore(match, request.host()) > 0)
        && (match.path() == null || pathMatches(match.path(), request.path()))
        && match.headers().stream()
            .allMatch(c -> holds(c, request.requestHeaders().getAll(c.name())))
        && match.query().stream().allMatch(c -> holds(c, list(request.queryParameter(c.name()))))
        && match.cookies().stream().allMatch(c -> holds(c, list(request.cookie(c.name()))))
        && (match.remoteAddrs().isEmpty()
            || match.remoteAddrs().stream().anyMatch(n -> n.contains(request.clientAddress())));
  }

  private static boolean pathMatches(PathMatch match, String path) {
    if (match.exact() != null) {
      return path.equals(match.exact());
    }
    if (match.prefix() != null) {
      String prefix = match.prefix();
      return path.equals(prefix) || path.startsWith(prefix.endsWith("/") ? prefix : prefix + "/");
    }
    return match.template() != null
        ? templateRegex(match.template()).matcher(path).matches()
        : regex(match.regex()).matcher(path).matches();
  }

  private static Pattern templateRegex(String template) {
    StringBuilder regex = new StringBuilder();
    for (String segment : template.substring(1).split("/", -1)) {
      regex.append('/');
      if (segment.startsWith("{*")) {
        regex.append("(?<").append(segment, 2, segment.length() - 1).append(">.+)");
      } else if (segment.startsWith("{")) {
        regex.append("(?<").append(segment, 1, segment.length() - 1).append(">[^/]+)");
      } else {
        regex.append(Pattern.quote(segment));
      }
    }
    return regex(regex.toString());
  }

  private static Pattern regex(String regex) {
    return REGEXES.computeIfAbsent(regex, Pattern::compile);
  }

  private static boolean holds(ValueMatch match, List<String> values) {
    return match.present() != null
        ? match.present() != values.isEmpty()
        : values.stream()
            .anyMatch(
                v ->
                    match.exact() != null ? v.equals(match.exact()) : v.startsWith(match.prefix()));
  }

  private static List<String> list(String value) {
    return value == null ? List.of() : List.of(value);
  }
}
