package io.sluice.filters.cache;

import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.FilterFactory;
import io.sluice.gateway.api.FilterPlace;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** Makes {@code cache} filters. */
public final class CacheFactory implements FilterFactory<CacheConfig> {
  private final LongSupplier clock;

  public CacheFactory() {
    this(System::currentTimeMillis);
  }

  /**
   * @param clock milliseconds since 1970
   */
  CacheFactory(LongSupplier clock) {
    this.clock = clock;
  }

  @Override
  public String name() {
    return "cache";
  }

  @Override
  public String description() {
    return "Keeps responses and answers with them, by the rules of HTTP caching.";
  }

  @Override
  public Class<CacheConfig> configType() {
    return CacheConfig.class;
  }

  /** Each would wait for what the other one asks for. */
  @Override
  public boolean once() {
    return true;
  }

  @Override
  public boolean stores() {
    return true;
  }

  @Override
  public List<String> warnings(CacheConfig config, FilterPlace place) {
    List<String> warnings = new ArrayList<>();
    if (config.key().consumer() && place.callers() == FilterPlace.Callers.NONE) {
      warnings.add(
          "key.consumer: no filter in front says that it finds out who calls, so it changes nothing"
              + " (put one that authenticates in front)");
    }
    long longest = config.maxBodySize().bytes();
    if (longest > place.cacheBytes() / 4) {
      warnings.add(
          "max_body_size: "
              + longest
              + " bytes are more than a quarter of cache.memory.size, "
              + place.cacheBytes()
              + ": there is no room for such once it is full (say more there, or less here)");
    }
    return warnings;
  }

  @Override
  public Filter create(CacheConfig config, FilterContext context) {
    SharedCache cache = SharedCache.of(context, clock);
    CachePolicy policy = CachePolicy.of(config, context, cache);
    cache.policies().keep(context, policy);
    return new CacheFilter(cache, policy, context.slot(), context.slot());
  }
}
