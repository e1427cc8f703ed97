package io.sluice.gateway.api;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The meters of a {@link Kept} thing. Another thing with meters of the same names may come with a
 * new config before the last exchange of the old one has ended: who registers a name last has it,
 * and only its owner takes it away. To be registered in {@link Kept#adopted}, since a config that
 * is compiled may fail, and closed in {@link Kept#close}. Control thread.
 */
public final class OwnedMeters implements AutoCloseable {
  private final MeterRegistry registry;
  private final List<Meter> own = new ArrayList<>();

  /** None yet. */
  public OwnedMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Whether none was registered. */
  public boolean isEmpty() {
    return own.isEmpty();
  }

  /** Registers a counter. */
  public Counter counter(String name, String description, Tags tags) {
    takeOver(name, tags);
    return owned(Counter.builder(name).description(description).tags(tags).register(registry));
  }

  /** Registers a counter that is read: {@code value} never falls. */
  public <T> void counter(
      String name, String description, Tags tags, T of, ToDoubleFunction<T> value) {
    takeOver(name, tags);
    owned(
        FunctionCounter.builder(name, of, value)
            .description(description)
            .tags(tags)
            .register(registry));
  }

  /** Registers a gauge. */
  public <T> void gauge(
      String name, String description, Tags tags, T of, ToDoubleFunction<T> value) {
    takeOver(name, tags);
    owned(Gauge.builder(name, of, value).description(description).tags(tags).register(registry));
  }

  /** A registry returns the one that it has instead of registering another of that name. */
  private void takeOver(String name, Tags tags) {
    Meter other = registry.find(name).tags(tags).meter();
    if (other != null) {
      registry.remove(other);
    }
  }

  private <M extends Meter> M owned(M meter) {
    own.add(meter);
    return meter;
  }

  /** Takes them away, but for names that another has by now. */
  @Override
  @SuppressWarnings("ReferenceEquality") // meters of one name are equal
  public void close() {
    for (Meter meter : own) {
      Meter.Id id = meter.getId();
      if (registry.find(id.getName()).tags(id.getTags()).meter() == meter) {
        registry.remove(meter);
      }
    }
  }
}
