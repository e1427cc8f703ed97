package io.sluice.gateway.routing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a request goes where it goes.
 *
 * @param request its method, host and path with query, in one line
 * @param route id of the route that takes it, or null
 * @param rule that route's line in the table, or null
 * @param others the routes that come nearest to taking it, nearest first
 */
public record Explanation(
    String request, @Nullable String route, @Nullable String rule, List<Other> others) {

  /**
   * A route that does not take the request.
   *
   * @param route its id
   * @param rule its line in the table
   * @param criterion the first that the request does not meet: {@code path, host, method, headers,
   *     query, cookies} or {@code remote_addrs}; {@code order} when it meets all and another route
   *     comes first
   * @param reason in words, with what the request has and what was expected
   */
  public record Other(String route, String rule, String criterion, String reason) {}

  public Explanation {
    others = List.copyOf(others);
  }

  /** For people, several lines. */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder(request).append("\n -> ");
    out.append(rule == null ? "no route" : rule);
    for (Other other : others) {
      out.append("\n    not ").append(other.route).append(": ").append(other.reason);
    }
    return out.toString();
  }
}
