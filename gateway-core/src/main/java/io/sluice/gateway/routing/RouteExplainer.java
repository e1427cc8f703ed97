package io.sluice.gateway.routing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Says why rules do not take a request. Looks at all of them, one by one, and takes its time. */
final class RouteExplainer {

  /** What is checked, in this order; the later a rule fails, the nearer it came. */
  private enum Criterion {
    HOST,
    PATH,
    METHOD,
    HEADERS,
    QUERY,
    COOKIES,
    REMOTE_ADDRS,
    ORDER
  }

  private record Failure(int rank, Rule<?> rule, Criterion criterion, String reason) {
    Explanation.Other toOther() {
      String word = criterion.name().toLowerCase(Locale.ROOT);
      return new Explanation.Other(rule.entry().id(), rule.toString(), word, reason);
    }
  }

  private static final Comparator<Failure> NEAREST =
      Comparator.comparing(Failure::criterion).reversed().thenComparingInt(Failure::rank);

  private final List<? extends Rule<?>> rules;
  private final @Nullable Rule<?> winner;

  RouteExplainer(List<? extends Rule<?>> rules, @Nullable Rule<?> winner) {
    this.rules = rules;
    this.winner = winner;
  }

  Explanation explain(RouteRequest request, int most) {
    List<Failure> failures = new ArrayList<>();
    for (int rank = 0; rank < rules.size(); rank++) {
      Rule<?> rule = rules.get(rank);
      if (winner == null || rule.entry() != winner.entry()) {
        failures.add(failure(rank, rule, request));
      }
    }
    failures.sort(NEAREST);
    Set<String> named = new HashSet<>(); // a route with several hosts is named once
    List<Explanation.Other> others = new ArrayList<>();
    for (Failure failure : failures) {
      if (others.size() < most && named.add(failure.rule.entry().id())) {
        others.add(failure.toOther());
      }
    }
    return winner == null
        ? new Explanation(line(request), null, null, others)
        : new Explanation(line(request), winner.entry().id(), winner.toString(), others);
  }

  private static String line(RouteRequest request) {
    String query = request.query() == null ? "" : "?" + request.query();
    return request.method() + " " + request.host() + request.path() + query;
  }

  private Failure failure(int rank, Rule<?> rule, RouteRequest request) {
    for (Criterion criterion : Criterion.values()) {
      String reason = reason(criterion, rule, request);
      if (reason != null) {
        return new Failure(rank, rule, criterion, reason);
      }
    }
    throw new IllegalStateException("unreachable: the order decides last");
  }

  /** Why the rule fails by this criterion, or null when it does not. */
  private @Nullable String reason(Criterion criterion, Rule<?> rule, RouteRequest request) {
    Conditions conditions = rule.conditions();
    return switch (criterion) {
      case HOST ->
          rule.host().matches(request.host())
              ? null
              : is("host", request.host(), rule.host().toString());
      case PATH ->
          rule.path().matches(request.path())
              ? null
              : is("path", request.path(), rule.path().toString());
      case METHOD ->
          conditions.allowMethod(request)
              ? null
              : is("method", request.method(), String.join(", ", conditions.methods()));
      case HEADERS -> header(conditions.failedHeader(request), request);
      case QUERY -> {
        ValueCondition failed = conditions.failedQuery(request);
        yield failed == null
            ? null
            : is("query parameter", failed, request.queryParameter(failed.name()));
      }
      case COOKIES -> {
        ValueCondition failed = conditions.failedCookie(request);
        yield failed == null ? null : is("cookie", failed, request.cookie(failed.name()));
      }
      case REMOTE_ADDRS ->
          conditions.allowClient(request)
              ? null
              : is(
                  "client address",
                  request.clientAddress().getHostAddress(),
                  conditions.networks().toString());
      case ORDER ->
          winner == null
              ? "no other comes first" // cannot be: then this one would have won
              : winner.entry().id() + " comes first: " + RuleOrder.deciding(winner, rule).advantage;
    };
  }

  private static @Nullable String header(@Nullable ValueCondition failed, RouteRequest request) {
    if (failed == null) {
      return null;
    }
    List<String> values = request.requestHeaders().getAll(failed.name());
    return is("header", failed, values.isEmpty() ? null : String.join(", ", values));
  }

  private static String is(String what, ValueCondition failed, @Nullable String value) {
    return is(what + " " + failed.name(), value, failed.expected());
  }

  private static String is(String what, @Nullable String value, String expected) {
    String found = value == null ? "absent" : "'" + value + "'";
    return what + " is " + found + " (expected: " + expected + ")";
  }
}
