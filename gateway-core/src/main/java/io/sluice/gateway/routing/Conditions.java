package io.sluice.gateway.routing;

import io.netty.handler.codec.http.HttpHeaders;
import io.sluice.gateway.config.Cidr;
import io.sluice.gateway.config.MatchConfig;
import io.sluice.gateway.config.ValueMatch;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All that a route asks besides host and path; arrays, because a lookup runs through them. */
final class Conditions {
  private static final ValueCondition[] NO_VALUES = {};
  private static final String[] NO_METHODS = {};
  private static final Cidr[] NO_NETWORKS = {};

  private final String[] methods;
  private final ValueCondition[] headers;
  private final ValueCondition[] query;
  private final ValueCondition[] cookies;
  private final Cidr[] networks;

  /** Most routes have none: they share one object, which stays in the processor's cache. */
  private static final Conditions NONE =
      new Conditions(
          new MatchConfig(List.of(), null, List.of(), List.of(), List.of(), List.of(), List.of()));

  /**
   * Compiles all conditions of a match but host and path.
   *
   * @throws IllegalArgumentException naming the one that is malformed and what was expected
   */
  static Conditions of(MatchConfig match) {
    Conditions conditions = new Conditions(match);
    return conditions.count() == 0 ? NONE : conditions;
  }

  private Conditions(MatchConfig match) {
    methods = match.methods().toArray(NO_METHODS);
    headers = compile(match.headers());
    query = compile(match.query());
    cookies = compile(match.cookies());
    networks = match.remoteAddrs().toArray(NO_NETWORKS);
  }

  private static ValueCondition[] compile(List<ValueMatch> matches) {
    return matches.stream().map(ValueCondition::of).toList().toArray(NO_VALUES);
  }

  /**
   * How many there are: one for each header, query parameter and cookie; one for the methods and
   * one for the addresses, since these lists hold alternatives.
   */
  int count() {
    return headers.length
        + query.length
        + cookies.length
        + (methods.length > 0 ? 1 : 0)
        + (networks.length > 0 ? 1 : 0);
  }

  /** The methods; empty for all. */
  List<String> methods() {
    return List.of(methods);
  }

  boolean allowMethod(RouteRequest request) {
    if (methods.length == 0) {
      return true;
    }
    String asked = request.method();
    for (String method : methods) {
      if (method.equals(asked)) {
        return true;
      }
    }
    return false;
  }

  /** Whether all of them hold. */
  boolean hold(RouteRequest request) {
    return allowMethod(request) && holdBesidesMethod(request);
  }

  /** Whether all of them hold, the methods apart. */
  boolean holdBesidesMethod(RouteRequest request) {
    return failedHeader(request) == null
        && failedQuery(request) == null
        && failedCookie(request) == null
        && allowClient(request);
  }

  @Nullable ValueCondition failedHeader(RouteRequest request) {
    if (headers.length > 0) {
      HttpHeaders fields = request.requestHeaders();
      for (ValueCondition condition : headers) {
        if (!condition.holds(fields)) {
          return condition;
        }
      }
    }
    return null;
  }

  @Nullable ValueCondition failedQuery(RouteRequest request) {
    for (ValueCondition condition : query) {
      if (!condition.holds(request.queryParameter(condition.name()))) {
        return condition;
      }
    }
    return null;
  }

  @Nullable ValueCondition failedCookie(RouteRequest request) {
    for (ValueCondition condition : cookies) {
      if (!condition.holds(request.cookie(condition.name()))) {
        return condition;
      }
    }
    return null;
  }

  boolean allowClient(RouteRequest request) {
    if (networks.length == 0) {
      return true;
    }
    InetAddress client = request.clientAddress();
    for (Cidr network : networks) {
      if (network.contains(client)) {
        return true;
      }
    }
    return false;
  }

  List<Cidr> networks() {
    return List.of(networks);
  }

  /** Whether they hold for every request for which the others hold. May say no wrongly. */
  boolean cover(Conditions other) {
    return coverMethods(other)
        && cover(headers, other.headers, true)
        && cover(query, other.query, false)
        && cover(cookies, other.cookies, false)
        && coverNetworks(other);
  }

  private boolean coverMethods(Conditions other) {
    return methods.length == 0
        || (other.methods.length > 0 && methods().containsAll(other.methods()));
  }

  private static boolean cover(ValueCondition[] ours, ValueCondition[] others, boolean anyCase) {
    for (ValueCondition condition : ours) {
      boolean covered = false;
      for (ValueCondition other : others) {
        String name = other.name();
        boolean same =
            anyCase ? condition.name().equalsIgnoreCase(name) : condition.name().equals(name);
        covered |= same && condition.covers(other);
      }
      if (!covered) {
        return false;
      }
    }
    return true;
  }

  private boolean coverNetworks(Conditions other) {
    if (networks.length > 0 && other.networks.length == 0) {
      return false;
    }
    for (Cidr network : other.networks) {
      byte[] first = ByteBuffer.allocate(16).putLong(network.high()).putLong(network.low()).array();
      boolean covered = networks.length == 0;
      for (Cidr ours : networks) {
        covered |= ours.prefix() <= network.prefix() && ours.contains(first);
      }
      if (!covered) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Conditions that
        && Arrays.equals(methods, that.methods)
        && Arrays.equals(headers, that.headers)
        && Arrays.equals(query, that.query)
        && Arrays.equals(cookies, that.cookies)
        && Arrays.equals(networks, that.networks);
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(new Object[] {methods, headers, query, cookies, networks});
  }

  /** In words, each with two spaces before it; empty when there are none. */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    append(out, "methods", List.of(methods));
    append(out, "headers", List.of(headers));
    append(out, "query", List.of(query));
    append(out, "cookies", List.of(cookies));
    append(out, "remote_addrs", List.of(networks));
    return out.toString();
  }

  private static void append(StringBuilder out, String name, List<?> list) {
    if (!list.isEmpty()) {
      out.append("  ").append(name).append(' ').append(list);
    }
  }
}
