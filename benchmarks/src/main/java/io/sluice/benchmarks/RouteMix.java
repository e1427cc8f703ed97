package io.sluice.benchmarks;

import io.sluice.gateway.config.MatchConfig;
import io.sluice.gateway.config.PathMatch;
import io.sluice.gateway.routing.RouteEdit;
import io.sluice.gateway.routing.RouteTable;
import java.util.List;

/** Made-up routes of one sort, or of all in turns, and a request for each of them. */
public enum RouteMix {
  /** {@code /v1/service-00042/status} on one host. */
  EXACT,
  /** {@code /v1/service-00042} and what is below, on one host. */
  PREFIX,
  /** <code>/v1/service-00042/items/{id}</code> on one host. */
  TEMPLATE,
  /** {@code /v1/service-00042} and what is below; a host for every ten. */
  HOST_PREFIX,
  /** All of these. */
  MIXED;

  private static final List<RouteMix> TURNS = List.of(EXACT, PREFIX, TEMPLATE, HOST_PREFIX);

  RouteTable<Integer> table(int routes) {
    RouteTable.Builder<Integer> builder = RouteTable.builder();
    for (int i = 0; i < routes; i++) {
      builder.add(id(i), 0, sort(i).match(i), i);
    }
    return builder.build();
  }

  /** Route {@code i}, with the requests of route {@code like}. */
  RouteEdit<Integer> put(int i, int like) {
    return RouteEdit.put(id(i), i, 0, sort(like).match(like), -i);
  }

  /** Route {@code i} goes. */
  RouteEdit<Integer> remove(int i) {
    return RouteEdit.remove(id(i));
  }

  private static String id(int i) {
    return "route-" + i;
  }

  /** A request that route {@code i} takes. */
  PlainRequest request(int i) {
    return switch (sort(i)) {
      case EXACT -> new PlainRequest(host(i), service(i) + "/status");
      default -> new PlainRequest(host(i), service(i) + "/items/42");
    };
  }

  private RouteMix sort(int i) {
    return this == MIXED ? TURNS.get(i % TURNS.size()) : this;
  }

  private MatchConfig match(int i) {
    PathMatch path =
        switch (this) {
          case EXACT -> new PathMatch(service(i) + "/status", null, null, null);
          case TEMPLATE -> new PathMatch(null, null, service(i) + "/items/{id}", null);
          default -> new PathMatch(null, service(i), null, null);
        };
    List<String> all = List.of();
    return new MatchConfig(
        List.of(sort(i).host(i)), path, all, List.of(), List.of(), List.of(), List.of());
  }

  /** Of the same length whatever the number. */
  private static String service(int i) {
    return "/v1/service-" + (100_000 + i);
  }

  private String host(int i) {
    return sort(i) == HOST_PREFIX
        ? "team-" + (10_000 + i / 10) + ".example.com"
        : "api.example.com";
  }
}
