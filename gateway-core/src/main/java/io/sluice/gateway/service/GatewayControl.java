package io.sluice.gateway.service;

import io.sluice.gateway.api.ResponseCache;
import io.sluice.gateway.config.Plugins;
import io.sluice.gateway.observe.Figures;
import io.sluice.loadbalancer.Address;
import io.sluice.loadbalancer.group.GroupStatus;
import io.sluice.loadbalancer.group.OperatorState;
import java.net.InetSocketAddress;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link GatewayService} sees of the gateway; every method may be called from any thread.
 */
public interface GatewayControl {

  /** Where a gateway is in its life; it only ever moves forward. */
  enum State {
    /** The listeners are not all bound yet. */
    STARTING,
    /** It takes new work. */
    READY,
    /** It ends: nothing new is accepted, what is in flight is finished. */
    DRAINING
  }

  /**
   * Where the admin listener is: what {@link #adminBound} has said last, before that where the
   * config of the start wants it.
   */
  InetSocketAddress adminAddress();

  /** Says where the admin listener is bound, with the port that the system chose for port 0. */
  void adminBound(InetSocketAddress address);

  /** Where it is in its life. */
  State state();

  /** Whether the gateway takes new work: listeners are bound and it does not drain. */
  default boolean ready() {
    return state() == State.READY;
  }

  /** All metrics as Prometheus text; blocking, so never on an event loop of the data plane. */
  String scrape();

  /** Revision of the running config; rises by one with each change. */
  long revision();

  /** The running config. */
  ConfigControl config();

  /** All that configs may name. */
  Plugins plugins();

  /** What has passed through the gateway since its start. */
  Figures figures();

  /** The same of one route; null when there is no route of that id. */
  @Nullable Figures figures(String routeId);

  /**
   * Says from now on that it is not ready, and has clients' connections end with their next
   * response, as before a stop; goes on accepting. It cannot be taken back.
   */
  void prepareToStop();

  /**
   * Where the running config's routes store responses; null when no route does. To be asked for
   * each time: a reload may close it.
   */
  @Nullable ResponseCache responseCache();

  /** Ids of the running config's upstreams, in alphabetical order. */
  SortedSet<String> upstreams();

  /**
   * What is known of an upstream's endpoints; null when there is no upstream of that id. Waits for
   * a lock, so never on an event loop of the data plane.
   */
  @Nullable GroupStatus endpoints(String upstreamId);

  /**
   * Takes an operator's word on an endpoint: it beats checks and outlier detection, and holds over
   * reloads while the address is among the upstream's targets. Waits for a lock.
   *
   * @return false when there is no such upstream or endpoint
   */
  boolean operator(String upstreamId, Address endpoint, OperatorState state);
}
