package io.sluice.filters.ratelimit;

import io.micrometer.core.instrument.Counter;
import io.sluice.filters.fake.FakeExchange;
import io.sluice.filters.fake.Reloads;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.config.Binder;
import io.sluice.gateway.config.Format;
import io.sluice.gateway.testkit.ManualTicker;
import java.time.Duration;
import java.util.List;

/** Filters made of YAML, one config after another, and their clock. */
final class Limits {
  private final ManualTicker clock = new ManualTicker();
  private final Reloads reloads = new Reloads(clock);

  /** The filter of the next config, in a chain of its own. */
  Filter filter(String yaml) throws Exception {
    Filter filter = new RateLimitFactory().create(config(yaml), reloads.chain("route"));
    reloads.adopt();
    return filter;
  }

  static RateLimitConfig config(String yaml) throws Exception {
    return new Binder(List.of(), variable -> null).bind(yaml, Format.YAML, RateLimitConfig.class);
  }

  void advance(Duration time) {
    clock.advance(time);
  }

  Reloads reloads() {
    return reloads;
  }

  /** How many of so many requests of this client it admits. */
  static int admitted(Filter filter, int requests, String client) throws Exception {
    int admitted = 0;
    for (int i = 0; i < requests; i++) {
      FakeExchange exchange = new FakeExchange().client(client);
      filter.onRequest(exchange);
      admitted += exchange.answers() == 0 ? 1 : 0;
    }
    return admitted;
  }

  static int admitted(Filter filter, int requests) throws Exception {
    return admitted(filter, requests, "192.0.2.1");
  }

  /** One request's fate. */
  static FakeExchange ask(Filter filter) throws Exception {
    FakeExchange exchange = new FakeExchange();
    filter.onRequest(exchange);
    return exchange;
  }

  double decisions(String policy, String decision) {
    Counter counter =
        reloads
            .meters()
            .find("sluice.ratelimit.decisions")
            .tags("route", "route", "policy", policy, "decision", decision)
            .counter();
    return counter == null ? -1 : counter.count();
  }
}
