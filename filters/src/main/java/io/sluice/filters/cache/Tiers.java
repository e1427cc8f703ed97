package io.sluice.filters.cache;

import io.sluice.filters.cache.CacheMeters.Outcome;
import io.sluice.filters.cache.disk.DiskTier;
import io.sluice.filters.cache.redis.RedisTier;
import io.sluice.filters.cache.store.PurgeLog;
import io.sluice.filters.cache.store.SlowTier;
import io.sluice.gateway.api.CacheSettings;
import io.sluice.gateway.api.FilterContext;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tiers behind the memory, the nearest first. Immutable.
 *
 * @param slow where responses are looked for
 * @param turns who asks the origin first, of several gateways; null = each asks by itself
 */
record Tiers(List<Tier> slow, @Nullable RedisTier turns) {

  /**
   * One of them.
   *
   * @param hit what a response from there counts as
   */
  record Tier(SlowTier store, Outcome hit) {}

  /**
   * Of their names.
   *
   * @throws IllegalArgumentException when there are none such
   */
  static Tiers of(List<String> names, FilterContext context, SharedCache cache) {
    if (!names.get(0).equals("memory") || new HashSet<>(names).size() != names.size()) {
      throw new IllegalArgumentException(
          "tiers: " + names + " (expected: memory, then others once)");
    }
    List<Tier> slow = new ArrayList<>();
    RedisTier turns = null;
    for (String name : names.subList(1, names.size())) {
      if (name.equals("disk")) {
        slow.add(new Tier(disk(context, cache), Outcome.HIT_DISK));
      } else {
        turns = RedisTier.of(context, cache.memory(), cache.log(), cache::now);
        cache.shareThrough(turns);
        slow.add(new Tier(turns, Outcome.HIT_REDIS));
      }
    }
    return new Tiers(List.copyOf(slow), turns);
  }

  private static DiskTier disk(FilterContext context, SharedCache cache) {
    CacheSettings.Disk settings = context.cache().disk();
    if (settings == null) {
      throw new IllegalArgumentException("tiers: disk (expected: cache.disk in the config)");
    }
    PurgeLog log = cache.log();
    DiskTier tier =
        DiskTier.of(
            context,
            settings,
            cache.memory(),
            (key, response) -> log.judge(key, response) != PurgeLog.Verdict.GONE,
            log::learn,
            cache::now);
    cache.alsoOn(tier);
    return tier;
  }
}
