package io.sluice.filters.meter;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Meters of a thing that is kept over configs. Another one may have the same names: that of a
 * config before, whose last exchange has not ended, or of one that was refused and never ran. So
 * whoever is adopted last has the name, and only its owner takes it away. To be used from {@code
 * adopted} on; control thread.
 */
public final class OwnMeters {
  private final MeterRegistry registry;
  private final List<Meter> own = new ArrayList<>();

  public OwnMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  /** A gauge of that name, whoever had it before. */
  public <T> void gauge(String name, Tags tags, T of, ToDoubleFunction<T> value) {
    free(name, tags);
    own.add(Gauge.builder(name, of, value).tags(tags).register(registry));
  }

  /** A counter of that name, from 0. */
  public Counter counter(String name, Tags tags) {
    free(name, tags);
    Counter counter = Counter.builder(name).tags(tags).register(registry);
    own.add(counter);
    return counter;
  }

  private void free(String name, Tags tags) {
    Meter other = registered(name, tags);
    if (other != null) {
      registry.remove(other);
    }
  }

  private @Nullable Meter registered(String name, Tags tags) {
    return registry.find(name).tags(tags).meter();
  }

  /** Takes away those that are still its own. */
  @SuppressWarnings("ReferenceEquality") // meters of one name are equal
  public void close() {
    for (Meter meter : own) {
      if (registered(meter.getId().getName(), Tags.of(meter.getId().getTagsAsIterable()))
          == meter) {
        registry.remove(meter);
      }
    }
    own.clear();
  }
}
