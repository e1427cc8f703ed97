package io.sluice.filters.ratelimit;

import io.sluice.filters.kept.Turn;
import io.sluice.filters.ratelimit.RateLimitConfig.Algorithm;
import io.sluice.filters.ratelimit.RateLimitConfig.Mode;
import io.sluice.filters.ratelimit.RateLimitConfig.Scope;
import io.sluice.filters.redis.RedisLink;
import io.sluice.gateway.api.FilterContext;
import io.sluice.ratelimit.redis.RedisStore;
import io.sluice.ratelimit.redis.SharedLimiter;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes the policies of one filter, each with what it has counted before. */
final class Policies {
  /** Settings are not in it: a limit that is changed goes on with what has passed. */
  private record Identity(String routeId, String policy, Algorithm algorithm) {}

  private final RateLimitConfig config;
  private final FilterContext context;

  Policies(RateLimitConfig config, FilterContext context) {
    this.config = config;
    this.context = context;
  }

  Policy[] of(List<PolicyPlan> plans) {
    Policy[] policies = new Policy[plans.size()];
    for (int i = 0; i < policies.length; i++) {
      policies[i] = of(plans.get(i));
    }
    return policies;
  }

  private Policy of(PolicyPlan plan) {
    int turn = Turn.of(context, "rate_limit " + plan.id());
    String name = turn == 0 ? plan.id() : plan.id() + '_' + (turn + 1);
    Tallies tallies =
        context.keep(
            new Identity(context.routeId(), name, plan.quota().algorithm()),
            () -> new Tallies(context, name, config.maxKeys(), plan.memory()));
    tallies.plan(config.maxKeys(), plan.memory());
    tallies.expect(possible(plan));
    Map<String, Rule> overrides = new HashMap<>();
    plan.overrides().forEach((key, quota) -> overrides.put(key, rule(name, quota)));
    return new Policy(name, plan.key(), plan.cost(), rule(name, plan.quota()), overrides, tallies);
  }

  private Rule rule(String name, Quota quota) {
    return Rule.of(name, quota, config.scope() == Scope.REDIS ? shared(name, quota) : null);
  }

  /** Its name is what gateways agree on. */
  private SharedLimiter shared(String name, Quota quota) {
    RedisStore store = RedisLink.of(context).store();
    String limit = context.routeId() + '/' + name;
    long count = quota.rate().count();
    Duration period = quota.rate().period();
    if (config.mode() == Mode.LEASE) {
      return SharedLimiter.leasedTokenBucket(
          store, limit, count, period, quota.burst(), config.maxKeys());
    }
    return switch (quota.algorithm()) {
      case TOKEN_BUCKET -> SharedLimiter.tokenBucket(store, limit, count, period, quota.burst());
      case SLIDING_WINDOW -> SharedLimiter.slidingWindow(store, limit, count, period);
      case LEAKY_BUCKET ->
          SharedLimiter.leakyBucket(store, limit, count, period, quota.burst(), quota.maxDelay());
    };
  }

  private Set<Decision> possible(PolicyPlan plan) {
    Set<Decision> possible = EnumSet.of(Decision.ADMITTED);
    possible.add(config.dryRun() ? Decision.DRY_RUN_LIMITED : Decision.LIMITED);
    if (plan.paces()) {
      possible.add(Decision.DELAYED);
    }
    if (config.scope() == Scope.REDIS) {
      switch (config.onStoreError()) {
        case ALLOW -> possible.add(Decision.STORE_ERROR_ADMITTED);
        case DENY -> possible.add(Decision.STORE_ERROR_DENIED);
        case LOCAL -> {
          possible.add(Decision.STORE_ERROR_ADMITTED);
          possible.add(Decision.STORE_ERROR_LIMITED);
        }
      }
    }
    return possible;
  }
}
