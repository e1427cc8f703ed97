package io.sluice.filters.meter;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.Kept;
import io.sluice.gateway.api.OwnedMeters;

/**
 * The counters of one name and one route, one for each value of a tag; they go on over configs and
 * go when no config has them.
 */
public final class RouteCounters implements Kept {

  /** What they are known by. */
  private record Id(String name, String routeId) {}

  private final OwnedMeters meters;
  private final String name;
  private final String description;
  private final String tag;
  private final Tags route;
  private final String[] values;
  private volatile Counter[] counters = {}; // of a config that runs; written by the control thread

  private RouteCounters(
      MeterRegistry registry,
      String name,
      String description,
      String routeId,
      String tag,
      String... values) {
    this.meters = new OwnedMeters(registry);
    this.name = name;
    this.description = description;
    this.tag = tag;
    this.route = Tags.of("route", routeId);
    this.values = values;
  }

  /** Those of the context's route. */
  public static RouteCounters of(
      FilterContext context, String name, String description, String tag, String... values) {
    String routeId = context.routeId();
    return context.keep(
        new Id(name, routeId),
        () -> new RouteCounters(context.meters(), name, description, routeId, tag, values));
  }

  /** Counts one more of the value at this place. Any thread, once a config that has it runs. */
  public void increment(int value) {
    counters[value].increment();
  }

  @Override
  public void adopted() {
    if (!meters.isEmpty()) {
      return;
    }
    Counter[] made = new Counter[values.length];
    for (int i = 0; i < made.length; i++) {
      made[i] = meters.counter(name, description, route.and(tag, values[i]));
    }
    counters = made;
  }

  @Override
  public void close() {
    meters.close();
  }
}
