package io.sluice.filters.meter;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.Kept;
import io.sluice.gateway.api.OwnedMeters;

/**
 * The counters of one name and one route, one for each set of other tags; they go on over configs
 * and go when no config has them.
 */
public final class RouteCounters implements Kept {

  /** What they are known by. */
  private record Id(String name, String routeId) {}

  private final OwnedMeters meters;
  private final String name;
  private final String description;
  private final Tags route;
  private final Tags[] each;
  private volatile Counter[] counters = {}; // of a config that runs; written by the control thread

  private RouteCounters(
      MeterRegistry registry, String name, String description, String routeId, Tags[] each) {
    this.meters = new OwnedMeters(registry);
    this.name = name;
    this.description = description;
    this.route = Tags.of("route", routeId);
    this.each = each;
  }

  /** Those of the context's route, told apart by one tag. */
  public static RouteCounters of(
      FilterContext context, String name, String description, String tag, String... values) {
    Tags[] each = new Tags[values.length];
    for (int i = 0; i < values.length; i++) {
      each[i] = Tags.of(tag, values[i]);
    }
    return of(context, name, description, each);
  }

  /** Those of the context's route. */
  public static RouteCounters of(
      FilterContext context, String name, String description, Tags... each) {
    String routeId = context.routeId();
    return context.keep(
        new Id(name, routeId),
        () -> new RouteCounters(context.meters(), name, description, routeId, each));
  }

  /** Counts one more of the tags at this place. Any thread, once a config that has it runs. */
  public void increment(int place) {
    counters[place].increment();
  }

  @Override
  public void adopted() {
    if (!meters.isEmpty()) {
      return;
    }
    Counter[] made = new Counter[each.length];
    for (int i = 0; i < made.length; i++) {
      made[i] = meters.counter(name, description, route.and(each[i]));
    }
    counters = made;
  }

  @Override
  public void close() {
    meters.close();
  }
}
