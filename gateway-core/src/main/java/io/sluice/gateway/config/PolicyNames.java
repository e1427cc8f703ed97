package io.sluice.gateway.config;

import io.sluice.gateway.config.Node.Kind;
import io.sluice.loadbalancer.BuiltInPolicies;
import io.sluice.loadbalancer.LoadBalancerFactory;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Every balancing policy that a document may name: the gateway's own, and those of plugins. */
public final class PolicyNames {

  /** The gateway's own alone. */
  static final PolicyNames BUILT_IN = of(List.of());

  private final Map<String, PolicyConfig> policies = new LinkedHashMap<>();

  private PolicyNames() {}

  /**
   * The gateway's own and these.
   *
   * @throws IllegalArgumentException when two have one name: a bug of the plugin
   */
  static PolicyNames of(Iterable<? extends LoadBalancerFactory> factories) {
    PolicyNames all = new PolicyNames();
    BuiltInPolicies.all().forEach(all::add);
    factories.forEach(all::add);
    return all;
  }

  private void add(LoadBalancerFactory factory) {
    PolicyConfig policy = PolicyConfig.of(factory);
    PolicyConfig other = policies.putIfAbsent(policy.name(), policy);
    if (other != null) {
      String both = other.factory().getClass().getName() + " and " + factory.getClass().getName();
      throw new IllegalArgumentException("policy " + policy.name() + ": " + both);
    }
  }

  /** Whether it is a name that no plugin may take. */
  public static boolean isReserved(String name) {
    return BUILT_IN.policies.containsKey(name);
  }

  /** A value that is one of the names, and binds to its {@link PolicyConfig}. */
  ValueType.Scalar scalar() {
    List<String> names = List.copyOf(policies.keySet());
    return new ValueType.Scalar(
        String.join(" | ", names),
        Texts.oneOf(names),
        EnumSet.of(Kind.TEXT),
        names,
        "",
        text -> named(text, names),
        null,
        Long::toString);
  }

  private PolicyConfig named(String text, List<String> names) {
    PolicyConfig policy = policies.get(text);
    if (policy == null) {
      throw new IllegalArgumentException(Texts.visible(text) + Nearest.listed(text, names));
    }
    return policy;
  }
}
