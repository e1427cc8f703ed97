package io.sluice.filters.fault;

import io.netty.util.AsciiString;
import io.sluice.filters.field.FieldName;
import io.sluice.filters.meter.RouteCounters;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.FilterFactory;
import java.util.concurrent.ThreadLocalRandom;

/** Makes {@code fault} filters. */
public final class FaultFactory implements FilterFactory<FaultConfig> {

  @Override
  public String name() {
    return "fault";
  }

  @Override
  public String description() {
    return "Delays or fails a share of the requests on purpose, for drills.";
  }

  @Override
  public Class<FaultConfig> configType() {
    return FaultConfig.class;
  }

  @Override
  public Filter create(FaultConfig config, FilterContext context) {
    if (config.delay() == null && config.abort() == null) {
      throw new IllegalArgumentException("delay: none (expected: one here or in abort)");
    }
    String header = config.header();
    AsciiString field = header == null ? null : FieldName.token("header", header);
    RouteCounters counters =
        RouteCounters.of(
            context,
            "sluice.faults",
            "Requests that were delayed or failed on purpose",
            "kind",
            "delay",
            "abort");
    return new Fault(
        config.delay(),
        config.abort(),
        field,
        () -> ThreadLocalRandom.current().nextDouble(),
        counters,
        context.slot());
  }
}
