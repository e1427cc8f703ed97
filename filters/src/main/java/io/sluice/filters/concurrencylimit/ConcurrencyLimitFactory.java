package io.sluice.filters.concurrencylimit;

import io.sluice.filters.kept.Turn;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.FilterFactory;
import io.sluice.gateway.api.GatewayError;
import io.sluice.ratelimit.AdaptiveConcurrency;
import io.sluice.ratelimit.ConcurrencyLimit;
import io.sluice.ratelimit.Limiter;
import java.util.Objects;

/** Makes {@code concurrency_limit} filters. */
public final class ConcurrencyLimitFactory implements FilterFactory<ConcurrencyLimitConfig> {

  /** A state of one kind of limit says nothing to the other. */
  private record Identity(String routeId, int turn, boolean adaptive) {}

  @Override
  public String name() {
    return "concurrency_limit";
  }

  @Override
  public String description() {
    return "Bounds how many exchanges run at a time; others wait their turn, or are refused.";
  }

  @Override
  public Class<ConcurrencyLimitConfig> configType() {
    return ConcurrencyLimitConfig.class;
  }

  @Override
  public Filter create(ConcurrencyLimitConfig config, FilterContext context) {
    Limiter limiter = limiter(config);
    int turn = Turn.of(context, name());
    Gates gates =
        context.keep(
            new Identity(context.routeId(), turn, config.adaptive() != null),
            () -> new Gates(context, turn, limiter, config.maxKeys()));
    gates.plan(limiter, config.maxKeys());
    GatewayError refused =
        config.status() == 429
            ? GatewayError.client(429, "concurrency_limited")
            : GatewayError.gateway(503, "concurrency_limited");
    return new AdmittingFilter(
        gates,
        config.key(),
        config.queue(),
        config.queueTimeout().toNanos(),
        refused.withDetail("Too many requests are in progress."),
        context.slot());
  }

  private static Limiter limiter(ConcurrencyLimitConfig config) {
    ConcurrencyLimitConfig.Adaptive adaptive = config.adaptive();
    return adaptive == null
        ? new ConcurrencyLimit(Objects.requireNonNull(config.max()))
        : new AdaptiveConcurrency(adaptive.min(), adaptive.max());
  }
}
