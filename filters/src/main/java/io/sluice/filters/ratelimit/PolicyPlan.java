package io.sluice.filters.ratelimit;

import io.sluice.filters.ratelimit.RateLimitConfig.Algorithm;
import io.sluice.filters.ratelimit.RateLimitConfig.Mode;
import io.sluice.gateway.api.Key;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a policy is to be, checked: its own options, and the filter's where it has none.
 *
 * @param overrides by the text of the key
 */
record PolicyPlan(String id, Key key, long cost, Quota quota, Map<String, Quota> overrides) {

  /**
   * The policy of a filter that has one alone.
   *
   * @throws IllegalArgumentException naming what does not fit
   */
  static PolicyPlan single(RateLimitConfig config) {
    PolicyConfig policy =
        new PolicyConfig(
            "default",
            Objects.requireNonNull(config.rate()),
            null,
            config.burst(),
            null,
            null,
            null,
            config.overrides());
    return of("", policy, config);
  }

  /**
   * One of several.
   *
   * @param path of its options, empty or ending with a dot
   * @throws IllegalArgumentException naming what does not fit
   */
  static PolicyPlan of(String path, PolicyConfig policy, RateLimitConfig config) {
    Algorithm algorithm = orElse(policy.algorithm(), config.algorithm());
    if (config.mode() == Mode.LEASE && algorithm != Algorithm.TOKEN_BUCKET) {
      throw new IllegalArgumentException("mode: lease (expected: exact, but for token_bucket)");
    }
    Duration delay = policy.maxDelay() == null ? config.maxDelay() : policy.maxDelay();
    if (delay != null && algorithm != Algorithm.LEAKY_BUCKET) {
      String where = policy.maxDelay() == null ? "" : path;
      throw new IllegalArgumentException(
          where + "max_delay: set (expected: only with leaky_bucket)");
    }
    long cost = orElse(policy.cost(), config.cost());
    Quota quota = Quota.of(path, algorithm, policy.rate(), policy.burst(), delay);
    requireFit(path, cost, quota);
    Key by = orElse(policy.key(), config.key());
    Map<String, Quota> overrides = new HashMap<>();
    policy
        .overrides()
        .forEach(
            (key, override) -> {
              String there = path + "overrides." + key + '.';
              requireMatch(path, key, by);
              Quota own = Quota.of(there, algorithm, override.rate(), override.burst(), delay);
              requireFit(there, cost, own);
              overrides.put(Key.bounded(key), own);
            });
    return new PolicyPlan(policy.id(), by, cost, quota, overrides);
  }

  /** An override that no request ever has would never be missed. */
  private static void requireMatch(String path, String key, Key by) {
    if (!by.mayBe(key)) {
      throw new IllegalArgumentException(
          path + "overrides: " + key + " (expected: a value for each of " + by + ", joined by |)");
    }
  }

  private static void requireFit(String path, long cost, Quota quota) {
    if (cost > quota.most()) {
      String option = quota.algorithm() == Algorithm.SLIDING_WINDOW ? "rate" : "burst";
      throw new IllegalArgumentException(
          path + option + ": " + quota.most() + " at once (expected: at least cost, " + cost + ")");
    }
  }

  private static <T> T orElse(@Nullable T own, T other) {
    return own == null ? other : own;
  }

  /** Whether what it admits may have to wait. */
  boolean paces() {
    return quota.algorithm() == Algorithm.LEAKY_BUCKET;
  }

  /** How long until nothing is known any more of what has passed. */
  Duration memory() {
    Duration longest = quota.memory();
    for (Quota other : overrides.values()) {
      longest = longest.compareTo(other.memory()) < 0 ? other.memory() : longest;
    }
    return longest;
  }
}
