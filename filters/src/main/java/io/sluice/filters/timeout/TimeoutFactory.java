package io.sluice.filters.timeout;

import io.netty.util.AsciiString;
import io.sluice.filters.field.FieldName;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.FilterFactory;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Makes {@code timeout} filters. */
public final class TimeoutFactory implements FilterFactory<TimeoutConfig> {

  @Override
  public String name() {
    return "timeout";
  }

  @Override
  public String description() {
    return "Gives requests another time than the route's, or less when the caller asks for it.";
  }

  @Override
  public Class<TimeoutConfig> configType() {
    return TimeoutConfig.class;
  }

  @Override
  public Filter create(TimeoutConfig config, FilterContext context) {
    String header = config.header();
    if (config.request() == null && config.idle() == null && header == null) {
      throw new IllegalArgumentException("request: none (expected: one of request, idle, header)");
    }
    AsciiString field = header == null ? null : FieldName.token("header", header);
    return new TimeoutFilter(nanos(config.request()), nanos(config.idle()), field);
  }

  private static long nanos(@Nullable Duration duration) {
    return duration == null ? TimeoutFilter.AS_IT_IS : duration.toNanos();
  }
}
