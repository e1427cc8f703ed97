package io.sluice.filters.bandwidthlimit;

import io.sluice.filters.kept.Turn;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.FilterFactory;
import java.time.Duration;

/** Makes {@code bandwidth_limit} filters. */
public final class BandwidthLimitFactory implements FilterFactory<BandwidthLimitConfig> {
  /**
   * How long a debt is remembered of which nothing is paid off, as while a client reads nothing.
   */
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

  private record Identity(String routeId, int turn) {}

  @Override
  public String name() {
    return "bandwidth_limit";
  }

  @Override
  public String description() {
    return "Passes bodies at a bounded rate, by connection or by key.";
  }

  @Override
  public Class<BandwidthLimitConfig> configType() {
    return BandwidthLimitConfig.class;
  }

  @Override
  public Filter create(BandwidthLimitConfig config, FilterContext context) {
    Pace pace = new Pace(config.rate().bytesPerSecond());
    Duration idle = Duration.ofNanos(pace.burstNanos()).plus(LONGEST_PAUSE);
    Debts debts =
        context.keep(
            new Identity(context.routeId(), Turn.of(context, name())),
            () -> new Debts(context.ticker(), config.maxKeys(), idle));
    debts.plan(config.maxKeys(), idle);
    Flows flows = new Flows(pace, debts, config.key(), context.slot());
    return switch (config.direction()) {
      case RESPONSE -> new ResponseBandwidth(flows);
      case REQUEST -> new RequestBandwidth(flows);
      case BOTH -> new BothBandwidths(new RequestBandwidth(flows), new ResponseBandwidth(flows));
    };
  }
}
