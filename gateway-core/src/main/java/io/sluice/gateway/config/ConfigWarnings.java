package io.sluice.gateway.config;

import io.sluice.gateway.config.AdminTokenConfig.Role;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What is odd about a config that is right. */
public final class ConfigWarnings {
  private static final int MOST = 100;
  private static final String OPTIONS = "OPTIONS";

  private ConfigWarnings() {}

  /** All of them, part by part; of very many the first ones, and how many there are. */
  public static List<ConfigWarning> of(GatewayConfig config) {
    return first(all(config, true));
  }

  /**
   * All of them, however many, but those about routes that take all requests of others: they are
   * found elsewhere.
   */
  public static List<ConfigWarning> besidesShadows(GatewayConfig config) {
    return all(config, false);
  }

  /** Of very many the first ones, and how many there are. */
  public static List<ConfigWarning> first(List<ConfigWarning> all) {
    if (all.size() <= MOST) {
      return List.copyOf(all);
    }
    List<ConfigWarning> first = new ArrayList<>(all.subList(0, MOST));
    first.add(new ConfigWarning("and", (all.size() - MOST) + " more warnings"));
    return List.copyOf(first);
  }

  private static List<ConfigWarning> all(GatewayConfig config, boolean shadows) {
    List<ConfigWarning> all = new ArrayList<>();
    if (config.routes().isEmpty()) {
      all.add(new ConfigWarning("routes", "there are none, so every answer is 404"));
    }
    List<AdminTokenConfig> tokens = config.admin().tokens();
    if (!tokens.isEmpty() && tokens.stream().noneMatch(token -> token.role() == Role.ADMIN)) {
      all.add(
          new ConfigWarning("admin.tokens", "none is an admin's, so nobody may change anything"));
    }
    ConsumerWarnings.add(config.consumers(), all);
    FilterWarnings.add(config, all);
    preflights(config, all);
    RouteWarnings.add(config.routes(), shadows, all);
    unused(config, all);
    weightless(config, all);
    keyless(config, all);
    return all;
  }

  /** Browsers ask with OPTIONS before they send anything else to another origin. */
  private static void preflights(GatewayConfig config, List<ConfigWarning> all) {
    boolean everywhere = answersPreflights(config.defaultFilters());
    for (int i = 0; i < config.routes().size(); i++) {
      RouteConfig route = config.routes().get(i);
      List<String> methods = route.match().methods();
      if (!methods.isEmpty()
          && !methods.contains(OPTIONS)
          && (everywhere || answersPreflights(route.filters()))) {
        String message =
            "without OPTIONS beside "
                + String.join(", ", methods)
                + " no preflight request gets to cors";
        all.add(new ConfigWarning("routes[" + i + "].match.methods", message));
      }
    }
  }

  private static boolean answersPreflights(List<FilterConfig> filters) {
    return filters.stream().anyMatch(f -> f.enabled() && f.name().equals("cors"));
  }

  /** A route that is switched off uses its upstreams too: it may be switched on again. */
  private static void unused(GatewayConfig config, List<ConfigWarning> all) {
    Set<String> used = new HashSet<>();
    config.defaultFilters().forEach(filter -> used.addAll(filter.upstreams()));
    for (RouteConfig route : config.routes()) {
      route.filters().forEach(filter -> used.addAll(filter.upstreams()));
      if (route.upstream() != null) {
        used.add(route.upstream());
      }
      route.weightedUpstreams().forEach(share -> used.add(share.upstream()));
    }
    for (int i = 0; i < config.upstreams().size(); i++) {
      String id = config.upstreams().get(i).id();
      if (!used.contains(id)) {
        all.add(new ConfigWarning("upstreams[" + i + "]", "no route uses " + id));
      }
    }
  }

  private static void weightless(GatewayConfig config, List<ConfigWarning> all) {
    for (int i = 0; i < config.upstreams().size(); i++) {
      UpstreamConfig upstream = config.upstreams().get(i);
      if (upstream.discovery() == null
          && upstream.targets().stream().allMatch(target -> target.weight() == 0)) {
        String message = "every weight of " + upstream.id() + " is 0, so its requests get 503";
        all.add(new ConfigWarning("upstreams[" + i + "].targets", message));
      }
    }
  }

  private static void keyless(GatewayConfig config, List<ConfigWarning> all) {
    for (int i = 0; i < config.upstreams().size(); i++) {
      LoadBalancerConfig balancer = config.upstreams().get(i).loadBalancer();
      if (balancer.policy().hashes() && balancer.hashOn() == null) {
        String message = balancer.policy().name() + " without hash_on: each request goes anywhere";
        all.add(new ConfigWarning("upstreams[" + i + "].load_balancer", message));
      }
    }
  }
}
