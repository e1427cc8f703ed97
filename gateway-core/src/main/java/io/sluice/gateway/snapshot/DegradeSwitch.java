package io.sluice.gateway.snapshot;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.sluice.gateway.api.Kept;
import io.sluice.gateway.api.OwnedMeters;
import io.sluice.gateway.api.Ticker;
import io.sluice.gateway.breaker.Breaker;
import io.sluice.gateway.breaker.BreakerSettings;
import io.sluice.gateway.breaker.BreakerState;
import io.sluice.gateway.config.AutomaticDegradeConfig;
import io.sluice.gateway.config.DegradeConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * A route's automatic {@code degrade}: opens when too many of its requests fail, closes when some
 * that try it succeed. The settings are the config's; what was counted outlives it. Any worker.
 */
public final class DegradeSwitch {
  private static final Logger LOG = LoggerFactory.getLogger(DegradeSwitch.class);

  private final BreakerSettings settings;
  private final Switch state;

  private record Id(String route) {}

  /** The breaker of a route, and the meter that shows it. */
  private static final class Switch implements Kept {
    private final Breaker breaker;
    private final String routeId;
    private final OwnedMeters meters;
    private final Ticker ticker;
    private volatile BreakerSettings settings; // by which it was asked last, for the meter

    Switch(String routeId, BreakerSettings settings, MeterRegistry meters, Ticker ticker) {
      this.routeId = routeId;
      this.settings = settings;
      this.meters = new OwnedMeters(meters);
      this.ticker = ticker;
      this.breaker = new Breaker(ticker.nanos(), (from, to, why) -> log(routeId, from, to, why));
    }

    @Override
    public void adopted() {
      if (meters.isEmpty()) {
        meters.gauge(
            "sluice.degrade.state",
            "A route's automatic degrade: 0 closed, 1 open, 2 half-open",
            Tags.of("route", routeId),
            this,
            state -> state.code(ticker.nanos()));
      }
    }

    private int code(long now) {
      return breaker.state(settings, now).code();
    }

    private static void log(String routeId, BreakerState from, BreakerState to, String why) {
      LOG.atLevel(to == BreakerState.OPEN ? Level.WARN : Level.INFO)
          .log("route {}: degrade is {}, was {}: {}", routeId, to.word(), from.word(), why);
    }

    @Override
    public void close() {
      meters.close();
    }
  }

  private DegradeSwitch(BreakerSettings settings, Switch state) {
    this.settings = settings;
    this.state = state;
  }

  /** Of a route; null when it does not switch by itself. */
  static @Nullable DegradeSwitch of(
      String routeId,
      @Nullable DegradeConfig config,
      RouteParts parts,
      MeterRegistry meters,
      Ticker ticker) {
    AutomaticDegradeConfig automatic = config == null ? null : config.automatic();
    if (automatic == null) {
      return null;
    }
    BreakerSettings settings = settings(automatic);
    return new DegradeSwitch(
        settings, parts.keep(new Id(routeId), () -> new Switch(routeId, settings, meters, ticker)));
  }

  private static BreakerSettings settings(AutomaticDegradeConfig config) {
    return new BreakerSettings(
        config.failureRateThreshold(),
        100,
        0,
        config.minimumCalls(),
        config.window().toNanos(),
        config.openDuration().toNanos(),
        config.halfOpenCalls(),
        0);
  }

  /**
   * Asks whether a request may go to the upstream.
   *
   * @return a permit, 0 or more, to be given back once by {@link #record} or {@link #cancel};
   *     negative: it may not, for so many nanoseconds
   */
  public long tryAcquire(long now) {
    if (!settings.equals(state.settings)) {
      state.settings = settings;
    }
    return state.breaker.tryAcquire(settings, now);
  }

  /** What came of it. */
  public void record(long permit, boolean failed, long now) {
    state.breaker.record(settings, permit, failed, 0, now);
  }

  /** What was recorded as a success at {@code then} broke off. */
  public void failedAfterAll(long permit, long then, long now) {
    state.breaker.failedAfterAll(settings, permit, 0, then, now);
  }

  /** Nothing came of it that says anything about the origin. */
  public void cancel(long permit) {
    state.breaker.cancel(permit);
  }
}
