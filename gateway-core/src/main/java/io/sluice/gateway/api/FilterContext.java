package io.sluice.gateway.api;

import io.micrometer.core.instrument.MeterRegistry;

/** What a filter may hold on to when it is made. */
public interface FilterContext {

  /** Id of the route whose chain this is. */
  String routeId();

  /** A new place for this filter's state in each exchange of the route. */
  <T> Slot<T> slot();

  /** Where the filter registers meters; label values must be bounded. */
  MeterRegistry meters();

  /** The clock to use, so that tests can hold it still. */
  Ticker ticker();
}
