package io.sluice.filters.ratelimit;

import io.sluice.filters.ratelimit.RateLimitConfig.Algorithm;
import io.sluice.gateway.api.GatewayError;
import io.sluice.ratelimit.Limiter;
import io.sluice.ratelimit.redis.SharedLimiter;
import org.jspecify.annotations.Nullable;

/**
 * What decides about one key of a policy, and the words for its clients, made once.
 *
 * @param shared null: this gateway counts alone
 * @param paces whether what is admitted may have to wait
 * @param told most of what is left that clients are told
 * @param policyItem of the field {@code RateLimit-Policy}
 * @param itemStart of the field {@code RateLimit}, up to the number that is left
 */
record Rule(
    Limiter limiter,
    @Nullable SharedLimiter shared,
    boolean paces,
    long told,
    String policyItem,
    String itemStart,
    GatewayError refused) {

  static Rule of(String policy, Quota quota, @Nullable SharedLimiter shared) {
    String quoted = '"' + policy + '"';
    return new Rule(
        quota.limiter(),
        shared,
        quota.algorithm() == Algorithm.LEAKY_BUCKET,
        quota.told(),
        quoted + ";q=" + quota.told() + ";w=" + quota.windowSeconds(),
        quoted + ";r=",
        GatewayError.client(429, "rate_limited")
            .withDetail("The limit \"" + policy + "\" is exhausted."));
  }
}
