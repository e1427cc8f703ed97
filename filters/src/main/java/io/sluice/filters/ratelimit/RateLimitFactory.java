package io.sluice.filters.ratelimit;

import io.sluice.filters.ratelimit.RateLimitConfig.Scope;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.FilterFactory;
import io.sluice.gateway.api.Rate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Makes {@code rate_limit} filters. */
public final class RateLimitFactory implements FilterFactory<RateLimitConfig> {

  @Override
  public String name() {
    return "rate_limit";
  }

  @Override
  public String description() {
    return "Refuses or delays what comes faster than it may, by key, here or on Redis.";
  }

  @Override
  public Class<RateLimitConfig> configType() {
    return RateLimitConfig.class;
  }

  @Override
  public double mostPerSecond(RateLimitConfig config) {
    if (config.dryRun()) {
      return Double.POSITIVE_INFINITY;
    }
    return config.rate() == null
        ? config.policies().stream()
            .mapToDouble(policy -> perSecond(policy.rate()))
            .min()
            .orElse(Double.POSITIVE_INFINITY)
        : perSecond(config.rate());
  }

  private static double perSecond(Rate rate) {
    return rate.count() / (double) rate.period().toSeconds();
  }

  @Override
  public Filter create(RateLimitConfig config, FilterContext context) {
    List<PolicyPlan> plans = plans(config);
    Rulings rulings = new Rulings(config.dryRun(), config.headers(), context.slot());
    Policies made = new Policies(config, context);
    if (config.scope() == Scope.REDIS) {
      plans.sort(Comparator.comparing(PolicyPlan::paces).thenComparing(PolicyPlan::memory));
      return new SharedPolicies(made.of(plans), rulings, config.onStoreError(), context.slot());
    }
    plans.sort(Comparator.comparing(PolicyPlan::paces));
    Policy[] policies = made.of(plans);
    return policies.length == 1
        ? new OneLocalPolicy(policies[0], rulings)
        : new SeveralLocalPolicies(policies, rulings);
  }

  private static List<PolicyPlan> plans(RateLimitConfig config) {
    List<PolicyPlan> plans = new ArrayList<>();
    if (config.policies().isEmpty()) {
      plans.add(PolicyPlan.single(config));
      return plans;
    }
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < config.policies().size(); i++) {
      PolicyConfig policy = config.policies().get(i);
      String path = "policies[" + i + "].";
      if (!ids.add(policy.id())) {
        throw new IllegalArgumentException(
            path + "id: " + policy.id() + " (expected: another than those before)");
      }
      plans.add(PolicyPlan.of(path, policy, config));
    }
    return plans;
  }
}
