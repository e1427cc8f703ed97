package io.sluice.gateway.api;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a filter may hold on to when it is made. */
public interface FilterContext {

  /** Id of the route whose chain this is. */
  String routeId();

  /** Id of the upstream that the route forwards to; null when it is not one alone. */
  @Nullable String upstreamId();

  /** A new place for this filter's state in each exchange of the route. */
  <T> Slot<T> slot();

  /** Where the filter registers meters; label values must be bounded. */
  MeterRegistry meters();

  /** The clock to use, so that tests can hold it still. */
  Ticker ticker();

  /**
   * What outlives this config: all chains of the gateway that name an equal identity get the same
   * thing, and so do those of the next config, for as long as one has it.
   *
   * @param identity a record of the filter's own, so that no other filter's is equal; it holds the
   *     route's id where routes must not share, and no setting that a reload may change
   * @param make called when there is none yet, and for a config that is only checked; what comes of
   *     that is dropped, neither adopted nor closed
   */
  <T extends Kept> T keep(Object identity, Supplier<T> make);

  /**
   * An upstream of this config by its id.
   *
   * @throws IllegalArgumentException when there is none, as {@code nobody (expected: the id of an
   *     upstream)}
   */
  Destination upstream(String id);

  /** Who may call: always those of the config in force. */
  Consumers consumers();

  /** Where the config says that Redis is. */
  RedisSettings redis();

  /** Where the config says that responses are kept, and how much of them. */
  CacheSettings cache();

  /**
   * The gateway's event loops, for clients of other services. To be asked for when something is to
   * start, so not by a factory: a config that is only checked has none.
   */
  Network network();
}
