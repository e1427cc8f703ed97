package io.sluice.gateway.api;

import java.net.InetSocketAddress;

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
}
