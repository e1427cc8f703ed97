package io.sluice.filters.cache;

import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.FilterFactory;
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
  public Filter create(CacheConfig config, FilterContext context) {
    SharedCache cache = SharedCache.of(context, clock);
    CachePolicy policy = CachePolicy.of(config, context, cache);
    return new CacheFilter(cache, policy, context.slot(), context.slot());
  }
}
