package io.sluice.gateway.observe;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import io.micrometer.prometheusmetrics.PrometheusNamingConvention;

/**
 * Refuses a filter's meter that bears the name of one of the gateway's own: two kinds of metric
 * under one name make the whole scrape fail.
 */
final class OwnNames implements MeterFilter {
  private final PrometheusNamingConvention convention = new PrometheusNamingConvention();

  @Override
  public MeterFilterReply accept(Meter.Id id) {
    if (Family.claims(id.getConventionName(convention))) {
      throw new IllegalArgumentException(
          "meter " + id.getName() + " (expected: a name that is not the gateway's own)");
    }
    return MeterFilterReply.NEUTRAL;
  }
}
