package io.sluice.filters.circuitbreaker;

import io.sluice.filters.circuitbreaker.CircuitBreakerConfig.Scope;
import io.sluice.filters.meter.RouteCounters;
import io.sluice.gateway.api.Kept;
import io.sluice.gateway.api.Ticker;
import io.sluice.gateway.breaker.Breaker;
import io.sluice.gateway.breaker.BreakerSettings;
import io.sluice.gateway.breaker.BreakerState;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One breaker, kept over configs; each of its changes is a line in the log. */
final class SharedBreaker implements Kept {
  private static final Logger LOG = LoggerFactory.getLogger(SharedBreaker.class);

  final Breaker breaker;
  private final String of;
  private final Ticker ticker;
  private final List<RouteCounters> transitions = new CopyOnWriteArrayList<>();

  /** Of the calls that are made now, for the gauge; written by all workers. */
  private volatile BreakerSettings inForce;

  SharedBreaker(Scope scope, String id, BreakerSettings settings, Ticker ticker) {
    this.of = scope.name().toLowerCase(Locale.ROOT) + " " + id;
    this.inForce = settings;
    this.ticker = ticker;
    this.breaker = new Breaker(ticker.nanos(), this::changed);
  }

  private void changed(BreakerState from, BreakerState to, String why) {
    if (to == BreakerState.OPEN) {
      LOG.warn("breaker of {}: {}, was {}: {}", of, to.word(), from.word(), why);
    } else {
      LOG.info("breaker of {}: {}, was {}: {}", of, to.word(), from.word(), why);
    }
    for (RouteCounters each : transitions) {
      each.increment(to.code());
    }
  }

  @SuppressWarnings("ReferenceEquality") // a filter has one object, and asks for each request
  void inForce(BreakerSettings settings) {
    if (inForce != settings) {
      inForce = settings;
    }
  }

  BreakerState state() {
    return breaker.state(inForce, ticker.nanos());
  }

  /** Counts changes there too, by the new state's code. Control thread. */
  void tell(RouteCounters counters) {
    transitions.add(counters);
  }

  void tellNoMore(RouteCounters counters) {
    transitions.remove(counters);
  }
}
