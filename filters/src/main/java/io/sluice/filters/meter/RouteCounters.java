package io.sluice.filters.meter;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.Kept;
import org.jspecify.annotations.Nullable;

/**
 * The counters of one name and one route, one for each value of a tag; they go on over configs and
 * go when no config has them. A config that names them again may come before their last exchange
 * has ended: whoever is adopted last has the name, and only its owner takes it away.
 */
public final class RouteCounters implements Kept {

  /** What they are known by. */
  private record Id(String name, String routeId) {}

  private final MeterRegistry registry;
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
    this.registry = registry;
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
    if (counters.length > 0) {
      return;
    }
    Counter[] made = new Counter[values.length];
    for (int i = 0; i < made.length; i++) {
      Counter other = registered(i);
      if (other != null) {
        registry.remove(other);
      }
      made[i] = Counter.builder(name).description(description).tags(tags(i)).register(registry);
    }
    counters = made;
  }

  private Tags tags(int value) {
    return route.and(tag, values[value]);
  }

  private @Nullable Counter registered(int value) {
    return registry.find(name).tags(tags(value)).counter();
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // meters of one name are equal
  public void close() {
    Counter[] own = counters;
    for (int i = 0; i < own.length; i++) {
      if (registered(i) == own[i]) {
        registry.remove(own[i]);
      }
    }
  }
}
